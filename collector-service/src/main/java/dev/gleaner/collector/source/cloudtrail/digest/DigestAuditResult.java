package dev.gleaner.collector.source.cloudtrail.digest;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How far a trail is as CloudTrail delivered it, and what is not.
 *
 * @param positions of the chains that got on
 * @param passed how many digests that were
 * @param through up to when all that CloudTrail delivered of an account and region is there; those of which that is known
 */
record DigestAuditResult(
        Map<String, DigestPosition> positions,
        int passed,
        Map<DigestAudit.RegionExtent.Part, Instant> through,
        List<DigestFault> faults) {}
