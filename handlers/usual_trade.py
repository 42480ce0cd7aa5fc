"""What a team's settings say of a new parcel of which nothing else is said: where it was sold, whose label it has."""

from dataclasses import replace

from cases.case import Order, Parcel
from storage.records import Settings


def with_usual_trade(parcel: Parcel, order: Order, settings: Settings) -> tuple[Parcel, Order]:
    """The parcel and its order; what was said of them stays, and of several marketplaces none is guessed."""
    if parcel.label is None and settings.label:
        parcel = replace(parcel, label=settings.label)
    if order.marketplace is None and len(settings.marketplaces) == 1:
        order = replace(order, marketplace=settings.marketplaces[0])
    return parcel, order
