"""FHIR R4: our referrals as ServiceRequest and Task, and back. Mappings only; the door comes later."""
