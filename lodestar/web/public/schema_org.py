"""One service as schema.org describes services, for search engines. A hidden address is not described at all."""

from typing import Any

from lodestar.directory.details import PlaceDetail, ServiceDetail

CONTEXT = "https://schema.org"


def service(detail: ServiceDetail, *, address: str) -> dict[str, Any] | None:
    """Return the service's JSON-LD without anything that is not known, or None when its address is hidden.

    `address` is that of its page.  Source: schema.org, types Service and ServiceChannel.  Nobody's name is in it.
    """
    if detail.is_address_hidden:
        return None
    phones = [phone.number for phone in detail.phones]
    channel = {
        "@type": "ServiceChannel",
        "serviceUrl": detail.url,
        "servicePhone": {"@type": "ContactPoint", "telephone": phones[0]} if phones else None,
        "serviceLocation": [_place(place) for place in detail.places],
        "availableLanguage": list(detail.languages),
    }
    organisation = {
        "@type": "Organization",
        "name": detail.organisation_name,
        "url": detail.organisation_website,
        "email": detail.organisation_email,
    }
    return _known(
        {
            "@context": CONTEXT,
            "@type": "Service",
            "@id": address,
            "url": address,
            "name": detail.name,
            "alternateName": detail.alternate_name,
            "description": detail.summary or " ".join(detail.paragraphs[:1]),
            "serviceType": list(detail.kinds),
            "isAccessibleForFree": detail.is_free,
            "provider": organisation if detail.organisation_name else None,
            "areaServed": list(detail.covers),
            "audience": {"@type": "Audience", "audienceType": detail.audience} if detail.audience else None,
            "availableChannel": channel,
        }
    )


def _place(place: PlaceDetail) -> dict[str, Any]:
    is_exact = place.latitude is not None and not place.is_approximate
    return {
        "@type": "Place",
        "name": place.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": ", ".join(place.address),
            "postalCode": place.postcode,
            "addressCountry": "GB",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
        if is_exact
        else None,
    }


def _known(told: Any) -> Any:
    """Return what is told without what is empty, and without things that say only what type they are."""
    if isinstance(told, list):
        return [one for one in map(_known, told) if one]
    if not isinstance(told, dict):
        return told
    kept = {name: _known(value) for name, value in told.items()}
    kept = {name: value for name, value in kept.items() if value not in (None, "", [], {})}
    return {} if kept.keys() <= {"@type"} else kept
