"""The table behind loss rates: how many parcels of each kind were shipped in a month."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.row import Row


class ShippedRow(Row, table=True):
    """Parcels of one month that are alike in everything that was told of them; what was not told is empty."""

    __tablename__ = "shipped"

    workspace: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    carrier: str = Field(primary_key=True)
    service: str = Field(primary_key=True)
    origin: str = Field(primary_key=True)
    destination: str = Field(primary_key=True)
    hub: str = Field(primary_key=True)
    warehouse: str = Field(primary_key=True)
    sku: str = Field(primary_key=True)
    packaging: str = Field(primary_key=True)
    marketplace: str = Field(primary_key=True)
    parcels: int = Field(sa_type=BigInteger)
