"""The panels of the inspector: forms for a layer, for training and for data. They talk to Document and runner only."""
