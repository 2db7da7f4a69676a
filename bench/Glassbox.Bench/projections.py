# A map of float32 points by another project's tool, for Projections.cs: python3 projections.py TOOL POINTS COLUMNS MAP
import resource
import sys
import time

import numpy

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
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start, cpu = time.time(), time.process_time()
y = fit(x)
print(time.time() - start, time.process_time() - cpu, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - used) / 1024)
numpy.asarray(y, dtype=numpy.float32).tofile(output)
