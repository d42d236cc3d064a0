"""Palette words: what else people call the layers, so that a search finds them. Plain data; new kinds need none.

Worked shape: "skip" finds Add, "depthwise" finds Conv2D, "bn" finds BatchNormalization.
"""

ALSO: dict[str, str] = {
    "Input": "data start placeholder",
    "Dense": "linear fully connected fc mlp perceptron hidden neurons output",
    "Activation": "relu tanh sigmoid softmax nonlinearity gelu swish",
    "Flatten": "row vector unroll",
    "Reshape": "arrange view unflatten",
    "Dropout": "regularize overfitting",
    "SpatialDropout1D": "regularize channels overfitting",
    "SpatialDropout2D": "regularize channels overfitting",
    "GaussianNoise": "regularize jitter augment",
    "Conv1D": "convolution cnn kernel filter words signal text n-gram temporal depthwise",
    "Conv2D": "convolution cnn kernel filter picture depthwise lenet",
    "MaxPooling1D": "subsample downsample pool",
    "MaxPooling2D": "subsample downsample pool",
    "AveragePooling1D": "mean subsample downsample pool",
    "AveragePooling2D": "mean subsample downsample pool",
    "GlobalMaxPooling1D": "strongest pool",
    "GlobalMaxPooling2D": "strongest pool",
    "GlobalAveragePooling1D": "mean gap pool",
    "GlobalAveragePooling2D": "mean gap pool",
    "BatchNormalization": "bn batch norm standardize moving mean variance",
    "LayerNormalization": "ln layer norm standardize",
    "Embedding": "words tokens vocabulary text lookup vectors",
    "UpSampling2D": "enlarge resize decoder",
    "ZeroPadding2D": "border pad frame",
    "Add": "skip residual shortcut sum plus merge branch resnet",
    "Multiply": "gate attention product merge branch",
    "Concatenate": "concat join stack merge branch inception dense",
}
