"""Where things stand in the vectors of whole numbers that Python and the kernels share. Loads nothing.
"""

UNITS, INPUTS, X, Z, A, DA, DELTA, WEIGHT, BIAS, ACTIVATION, BY_BLAS, ROW_STEP, COLUMNS = range(13)
"""A row of ``plan``: sizes; where buffers begin in ``work`` and weights in ``theta`` (-1: none); the number of the
activation in its table; 1 where BLAS computes the products; from one example of the input to the next, where they
stand one behind the other (0: features first); and how many columns there are."""

(
    PLAN, THETA, GRAD, CHANGE, PENALTIES, SHARES, FIRST, SECOND, MASK, SLOTS, LIMITS, FACTORS, TABLE, SETTINGS,
    ROWS_X, ROWS_Y, INDEX_X, INDEX_Y, QUOTIENTS, PRODUCT, ORDER, OUTPUTS, ROW_LOSSES, LOSSES, SUMS, REQUEST, CONFUSION,
    SCORES, RECORDS, GOALS, BEST, JUDGE, JUDGE_WORK,
    LAYERS, STRIDE, FIRST_BLAMED, LOSS, MATCHED, Y, PARTS, COUNTS, CLASSES, PENALIZED,
    WEIGHTS, KIND, BY_ADAM, MASKED, ARRAYS, UPDATES_AHEAD, TABLE_FROM, FACTOR_COUNT, CLIPPED,
    FEATURES, TARGETS, ROWS, BATCH, POSITION, UPDATES, ASKED, SEEN, COUNTED, TOLD_APART, TWICE_MIDDLE,
    ORDERS, ORDER_STEP, AHEAD, EPOCHS, MOST_EPOCHS, RECORD_WIDTH, BY_LOSS, PATIENCE, SINCE_BEST, IMPROVED, ENDS_APART,
    LENGTH,
) = range(75)  # fmt: skip
"""``facts``: addresses of arrays; the network; the optimizer; rows, counters and epochs; and how long the vector is."""
# Addresses. PLAN (layers, COLUMNS); PENALTIES (layers, l1 and l2), float64; SHARES class weights (classes + 1,);
# FIRST, SECOND moments; SLOTS (arrays, start and stop); LIMITS of the gradient's norm; FACTORS of the rule now; TABLE
# (updates ahead, factors), float64; SETTINGS rate, beta 1, beta 2; INDEX_X, INDEX_Y: which of ROWS_X and ROWS_Y a row
# is (0: the one of its number); QUOTIENTS (256,): what a byte is as a number, where ROWS_X are bytes (0: they are
# numbers); PRODUCT: BLAS's function, or 0; ORDER of the epoch's rows, permutations behind it; OUTPUTS (targets, rows)
# and ROW_LOSSES (rows,) of rows that are judged; LOSSES of the steps; SUMS: the epoch's losses times rows, the largest
# sane loss, the last loss without penalties, and what those add; REQUEST: a word that others change to have the kernel
# return after the present step.
# CONFUSION (classes, classes), whole numbers; SCORES (3, targets), float64: see core.metrics.Scorer; RECORDS (epochs,
# RECORD_WIDTH), float64, of epochs that ended: the sum of losses, rows, validation loss, rows counted, what was scored
# of the training rows and of the others; GOALS, float64: the best epoch's loss, the loss and the accuracy that end a
# run; BEST (weights,) of the best epoch; JUDGE, JUDGE_WORK: facts and work of what judges validation rows, or 0.
# Network. FIRST_BLAMED layer; LOSS its number; MATCHED 1 where activation and loss collapse; Y, PARTS, COUNTS places in
# work; CLASSES that have weights (-1: none); PENALIZED 1 where some weight has a penalty.
# Optimizer. WEIGHTS rounded up; KIND its number; BY_ADAM 1 where the pace is Adam's; MASKED 1 where some are locked;
# ARRAYS, CLIPPED 1 where there are limits; UPDATES_AHEAD and FACTOR_COUNT the shape of TABLE, whose first row is of the
# update TABLE_FROM.
# Rows. FEATURES and TARGETS a row; ROWS an epoch; BATCH a full minibatch; POSITION in the order; UPDATES done; ASKED:
# what REQUEST was when it was last looked at; SEEN rows of this epoch whose loss is in SUMS, COUNTED that are scored;
# TOLD_APART classes (0: numbers); TWICE_MIDDLE between two classes that share one output.
# Epochs. ORDERS there are, ORDER_STEP bytes apart, AHEAD of them passed; EPOCHS ended, of MOST_EPOCHS; BY_LOSS 1 where
# the best epoch is that of the least training loss; PATIENCE with epochs SINCE_BEST; IMPROVED 1 where BEST was written;
# ENDS_APART 1 where a slice ends with the last step of an epoch, whose rows are judged in turns of their own.


PIXELS, ROW, LEFT, TOP, RIGHT, BOTTOM, END, CURVES, STROKES, STROKE_COUNT, NUMBERS, SHEET_LENGTH = range(12)
"""A sheet to draw on, likewise: addresses of PIXELS (32 bits each), of CURVES (pieces, 4) and NUMBERS, float64, and of
STROKES; pixels from one ROW to the next; the part that may be drawn on, RIGHT and BOTTOM excluded; how many pixels
there are (END)."""
BEGIN, CURVE_COUNT, PIECES, COLOR, STROKE_COLUMNS = range(5)
"""A row of STROKES: where in CURVES its own begin, how many there are, pieces of each, and 0xAARRGGBB."""
SCALE_X, SHIFT_X, SCALE_Y, SHIFT_Y, WIDTHS = range(5)
"""NUMBERS: from the curves' coordinates to pixels, then for each stroke its width and how far its ends reach."""


KNOWN_ACTIVATIONS = (
    "linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "selu", "silu", "softplus", "softmax", "gelu",
)  # fmt: skip
"""Those that are compiled; a place here is the number by which a kernel knows one."""
KNOWN_LOSSES = (
    ("mean_squared_error", False), ("half_squared_error", False), ("binary_crossentropy", False),
    ("binary_crossentropy", True), ("categorical_crossentropy", False), ("categorical_crossentropy", True),
    ("mean_absolute_error", False), ("huber", False),
)  # fmt: skip
"""Likewise, each with whether it is matched with the activation before it."""
KNOWN_RULES = (
    "SGD", "SGD with momentum", "SGD with Nesterov momentum", "RMSprop", "Adagrad", "Adam", "AdamW", "Nadam",
)  # fmt: skip
"""Likewise, optimizers."""
ENTRIES = {"run_steps": 1, "run_phase": 4, "draw_strokes": 0}
"""The functions of kernels/steps.py and kernels/linework.py that Python calls: how many whole numbers each takes behind
the addresses of the buffers and of ``facts``. It gives back one, and asked with nothing but zeros it does nothing."""
NOTHING, DRAW, FORWARD, ERROR, BLAME, GRADIENT, UPDATE, JUDGED = range(8)
"""What ``run_phase`` is asked to do."""
