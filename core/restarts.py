"""Restarts: whose weights an edit costs. Pure; imports the specs only.

Example: other units for 'hidden' restart 'hidden' and the layer behind it; another name restarts nothing.
"""

from core.project import ProjectSpec


def restarted_layers(before: ProjectSpec, after: ProjectSpec) -> tuple[str, ...]:
    """Names of the layers whose weights an edit starts afresh: another shape, initializer or seed, or new."""
    old, new = before.network, after.network
    starts_over = ("seed", "dtype")
    everything = any(getattr(before.training, name) != getattr(after.training, name) for name in starts_over)
    held = {
        (node.id, weight.name, weight.shape, weight.initializer)
        for node in old.running
        for weight in old.weights(node.id)
    }
    return tuple(
        node.name
        for node in new.running
        if any(
            everything or (node.id, weight.name, weight.shape, weight.initializer) not in held
            for weight in new.weights(node.id)
        )
    )


def same_weights(before: ProjectSpec, after: ProjectSpec) -> bool:
    """Whether an edit leaves every weight array in place, so that undoing it need not bring weights back."""
    kept = not restarted_layers(before, after) and not restarted_layers(after, before)
    return kept and before.data == after.data
