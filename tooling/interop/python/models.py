"""Models of every layer that both sides have, for Keras 3 and for tf_keras."""


def models(keras):
    L = keras.layers

    def stack(shape, *layers, dtype=None):
        return keras.Sequential([keras.Input(shape, dtype=dtype), *layers])

    def special_convolution():
        return stack(
            (8, 8, 2),
            L.DepthwiseConv2D(3, depth_multiplier=2),
            L.SeparableConv2D(3, 3, depth_multiplier=2),
            L.Conv2DTranspose(2, 3, strides=2),
            L.UpSampling2D(2),
            L.ZeroPadding2D(((1, 2), (0, 1))),
            L.Cropping2D(((1, 0), (1, 1))),
            L.PReLU(shared_axes=[1, 2]),
            L.GlobalAveragePooling2D(),
        )

    def dimensions():
        line, cube = keras.Input((9, 2)), keras.Input((5, 5, 5, 1))
        x = L.AveragePooling1D(2)(L.Conv1D(3, 2)(line))
        y = L.Conv3D(2, 2)(cube)
        pooled = [L.Flatten()(L.MaxPooling3D(2)(y)), L.Flatten()(L.AveragePooling3D(2)(y))]
        ends = [L.GlobalMaxPooling1D()(x), L.GlobalAveragePooling1D()(x), *pooled]
        return keras.Model([line, cube], L.Concatenate()(ends))

    def two():
        a, b = keras.Input((3,), name="left"), keras.Input((3,), name="right")
        dense = lambda x: L.Dense(3, activation="tanh")(x)
        x, y = dense(dense(a)), dense(b)
        sides = [dense(x), dense(y)]
        merges = [L.Add(), L.Multiply(), L.Average(), L.Maximum(), L.Minimum()]
        merged = L.Concatenate()([merge(sides) for merge in merges])
        return keras.Model([a, b], [L.Dense(2, name="first")(merged), L.Dense(2, name="second")(x)])

    def shared():
        a, b = keras.Input((3,)), keras.Input((3,))
        dense = L.Dense(3)
        once = [dense(a), dense(b)]
        return keras.Model([a, b], L.Concatenate()([*once, dense(once[0])]))

    def nested():
        x = keras.Input((3,))
        inner = stack((3,), L.Dense(3), L.BatchNormalization(), L.Dense(2))
        start = keras.Input((2,))
        deep = keras.Model(start, L.Dense(2)(L.BatchNormalization()(start)))
        y = deep(inner(x))
        return keras.Model(x, [L.Dense(2)(y), y])

    def siamese():
        a, b = keras.Input((3,)), keras.Input((3,))
        tower = stack((3,), L.Dense(4, activation="tanh"), L.Dense(2))
        start = keras.Input((3,))
        other = keras.Model(start, L.Dense(2)(start))
        both = L.Dot(1, normalize=True)([tower(a), tower(b)])
        rest = L.Concatenate()([other(b), other(a), both])
        return keras.Model([a, b], [rest, other(a), tower(b)])

    def attention():
        x = keras.Input((4, 6))
        heads = []
        for _ in range(2):
            query, key, value = (L.Dense(3)(x) for _ in range(3))
            scores = L.Softmax()(L.Dot(2)([query, key]))
            heads.append(L.Dot((2, 1))([scores, value]))
        y = L.LayerNormalization(epsilon=1e-5)(L.Add()([x, L.Dense(6)(L.Concatenate()(heads))]))
        return keras.Model(x, L.GlobalAveragePooling1D()(y))

    def frozen():
        fixed = L.Dense(3)
        fixed.trainable = False
        inner = stack((3,), fixed, L.BatchNormalization(), L.Dense(3))
        normal = L.BatchNormalization()
        normal.trainable = False
        x = keras.Input((3,))
        return keras.Model(x, L.Dense(1)(normal(inner(x))))

    # TensorFlow.js makes the orthogonal start values with methods of tensors that tfjs-core alone does not have.
    loop = dict(recurrent_initializer="glorot_uniform")
    gru = dict(reset_after=False, **loop)
    names = ["elu", "relu", "relu6", "softplus", "softsign", "tanh", "swish", "gelu"]
    return {
        "dense": lambda: stack((4,), L.Dense(5, activation="relu", kernel_regularizer="l2"), L.Dropout(0.3), L.Dense(3, activation="softmax", use_bias=False)),
        "activations": lambda: stack((4,), *[L.Dense(4, activation=name) for name in names if name != "relu6" or hasattr(keras, "ops")], L.Activation("sigmoid")),
        "activation layers": lambda: stack((3,), L.Dense(4), L.PReLU(), L.LeakyReLU(0.2), L.ELU(), L.Dense(4), L.ReLU(3.0), L.LayerNormalization(), L.GaussianNoise(0.1), L.GaussianDropout(0.1), L.AlphaDropout(0.1), L.Softmax()),
        "convolution": lambda: stack((12, 12, 2), L.Conv2D(4, 3, padding="same", activation="relu"), L.BatchNormalization(), L.MaxPooling2D(), L.Conv2D(3, 2, strides=2, use_bias=False), L.BatchNormalization(scale=False), L.AveragePooling2D(2, padding="same"), L.Flatten(), L.Dense(2)),
        "special convolution": special_convolution,
        "one and three dimensions": dimensions,
        "lstm": lambda: stack((6,), L.Embedding(9, 4), L.LSTM(5, return_sequences=True, **loop), L.LSTM(3, go_backwards=True, **loop)),
        "masked lstm": lambda: stack((6,), L.Embedding(9, 4, mask_zero=True), L.LSTM(5, **loop)),
        "gru": lambda: stack((6, 3), L.GRU(5, return_sequences=True, **gru), L.SpatialDropout1D(0.2), L.GRU(3, use_bias=False, **gru), L.RepeatVector(2), L.SimpleRNN(2, **loop)),
        "bidirectional": lambda: stack((5, 2), L.Bidirectional(L.LSTM(3, return_sequences=True, **loop)), L.Bidirectional(L.GRU(2, **gru), merge_mode="sum")),
        "stacked cells": lambda: stack((4, 3), L.RNN(L.StackedRNNCells([L.LSTMCell(3, **loop), L.GRUCell(2, **gru), L.LSTMCell(2, **loop)]), return_sequences=True), L.RNN(L.SimpleRNNCell(2, **loop))),
        "time distributed": lambda: stack((4, 3), L.Masking(-7.0), L.TimeDistributed(L.Dense(2, activation="tanh")), L.Permute((2, 1)), L.Reshape((4, 2)), L.TimeDistributed(L.BatchNormalization())),
        "convolutional lstm": lambda: stack((3, 5, 5, 2), L.ConvLSTM2D(2, 2, recurrent_activation="sigmoid", **loop)),
        "two inputs, two outputs": two,
        "shared layers": shared,
        "nested": nested,
        "nested at the start": lambda: stack((3,), stack((3,), L.Dense(3)), L.Dense(2)),
        "siamese": siamese,
        "attention": attention,
        "frozen": frozen,
        "rescaled": lambda: stack((4, 4, 1), L.Conv2D(2, 2), L.Rescaling(0.5, 1), L.GlobalMaxPooling2D()),
    }
