"""What predictions are judged by."""

from collections.abc import Sequence


def ranking(told: Sequence[float], came: Sequence[bool]) -> float:
    """The area under the ROC curve: how often who accepted was told a higher chance than who did not. Ties half."""
    order = sorted(range(len(told)), key=lambda at: told[at])
    ranks, begin = 0.0, 0
    while begin < len(order):
        end = begin
        while end < len(order) and told[order[end]] == told[order[begin]]:
            end += 1
        ranks += (begin + end + 1) / 2 * sum(came[at] for at in order[begin:end])
        begin = end
    yes = sum(came)
    return (ranks - yes * (yes + 1) / 2) / (yes * (len(came) - yes))


def calibration_error(told: Sequence[float], came: Sequence[bool], bins: int = 10) -> float:
    """The mean distance between the chance that was told and the share that came, over bins of equal width."""
    distance = 0.0
    for number in range(bins):
        inside = [at for at, chance in enumerate(told) if min(int(chance * bins), bins - 1) == number]
        distance += abs(sum(told[at] for at in inside) - sum(came[at] for at in inside))
    return distance / len(told)
