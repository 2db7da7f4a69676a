"""Writes torchvision.json and cases/torchvision_logits.safetensors beside this file, from torchvision itself (made with torch 1.13 and torchvision 0.14.1).

Of every network: a hash of its state dict's names and shapes. Of small ones: the logits for weights and a picture that a formula gives, so that no weights need to be kept.
"""
import hashlib, json, pathlib, struct
import torch
from torchvision import models

HERE = pathlib.Path(__file__).parent
NETWORKS = """alexnet vgg11 vgg11_bn vgg13 vgg13_bn vgg16 vgg16_bn vgg19 vgg19_bn resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d
resnext101_64x4d wide_resnet50_2 wide_resnet101_2 squeezenet1_0 squeezenet1_1 densenet121 densenet161 densenet169 densenet201 googlenet inception_v3 mobilenet_v2
mobilenet_v3_large mobilenet_v3_small efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7
convnext_tiny convnext_small convnext_base convnext_large vit_b_16 vit_b_32 vit_l_16 vit_l_32 swin_t swin_s swin_b""".split()
RUN = {"resnet18": 64, "resnext50_32x4d": 64, "squeezenet1_0": 64, "squeezenet1_1": 64, "densenet121": 64, "googlenet": 64, "inception_v3": 107, "mobilenet_v2": 64,
       "mobilenet_v3_large": 64, "mobilenet_v3_small": 64, "efficientnet_b0": 64, "convnext_tiny": 64, "vit_b_32": 224, "swin_t": 64}


def uniform(shape, stream):
    """Numbers 0 to 1 that look random: of stream s, element i is ((2246822519 k^2 + 2654435761 k) mod 2^32) / 2^32 with k = i + 65537 s (64-bit integers that wrap around)."""
    k = torch.arange(torch.Size(shape).numel(), dtype=torch.int64) + 65537 * stream
    return ((k * k * 2246822519 + k * 2654435761) & 0xFFFFFFFF).double().div(2.0**32).reshape(shape)


def value(name, shape, stream):
    u = uniform(shape, stream)
    if name.endswith("running_var"): return u + 0.5
    if name.endswith("layer_scale"): return u
    if len(shape) == 1 and name.endswith("weight"): return u * 0.5 + 0.75
    if len(shape) == 1: return (u - 0.5) * 0.2
    return (u - 0.5) * (2 * (6 / (torch.Size(shape).numel() / shape[0])) ** 0.5)


def without_initialisation():
    for name in dir(torch.nn.init):
        if name.endswith("_") and not name.startswith("_"): setattr(torch.nn.init, name, lambda tensor, *a, **k: tensor)


without_initialisation()
hashes, logits = {}, {}
for name in NETWORKS:
    auxiliary = {"aux_logits": False, "init_weights": False} if name == "googlenet" else {"init_weights": False} if name == "inception_v3" else {}
    network = getattr(models, name)(**auxiliary)
    lines = "".join(sorted(f"{key} {list(tensor.shape)}\n" for key, tensor in network.state_dict().items()))
    hashes[name] = hashlib.sha256(lines.encode()).hexdigest()[:16]
    if name in RUN:
        network = getattr(models, name)(num_classes=10, **auxiliary).double().eval()
        state = network.state_dict()
        for stream, key in enumerate(sorted(k for k, t in state.items() if t.is_floating_point())):
            state[key].copy_(value(key, state[key].shape, stream).float())
        with torch.no_grad(): logits[name] = network((uniform((1, 3, RUN[name], RUN[name]), 1_000_003) * 4 - 2).float().double()).float().flatten()
        print(name, logits[name])

(HERE / "torchvision.json").write_text("{\n" + ",\n".join(f'  "{n}": "{h}"' for n, h in hashes.items()) + "\n}\n")
header = {n: {"dtype": "F32", "shape": [10], "data_offsets": [40 * i, 40 * i + 40]} for i, n in enumerate(logits)}
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
(HERE / "cases/torchvision_logits.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(struct.pack("<10f", *v.tolist()) for v in logits.values()))
