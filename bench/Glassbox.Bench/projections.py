# A map of float32 points by another project's tool, for Projections.cs: python3 projections.py TOOL POINTS COLUMNS MAP
import sys
import time
import warnings

import numpy

warnings.simplefilter("ignore")
tool, points, columns, output = sys.argv[1:]
x = numpy.fromfile(points, dtype=numpy.float32).reshape(-1, int(columns))
if tool == "sklearn":
    from sklearn.manifold import TSNE
    fit = TSNE(init="pca", learning_rate="auto", random_state=0, n_jobs=-1).fit_transform
elif tool == "openTSNE":
    from openTSNE import TSNE
    fit = TSNE(random_state=0, n_jobs=-1).fit
else:
    from umap import UMAP
    fit = UMAP(random_state=0).fit_transform
    fit(x[:200])


def megabytes(what):
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith(what + ":")) / 1024


# Linux keeps the highest use of memory of the process that started this one until it is told to forget.
open("/proc/self/clear_refs", "w").write("5")
used = megabytes("VmRSS")
start, cpu = time.time(), time.process_time()
y = fit(x)
print(time.time() - start, time.process_time() - cpu, megabytes("VmHWM") - used)
numpy.asarray(y, dtype=numpy.float32).tofile(output)
