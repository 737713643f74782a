package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.history.CounterSum;

/**
 * Bytes between the NAT gateways of a VPC and S3 in some hours, each counted by one source.
 *
 * @param sameRegion with S3 in the region of the VPC
 * @param otherRegions with S3 elsewhere
 * @param unknownRegion with S3 of which flow logs do not tell where it is
 * @param loggedHours that flow logs tell, of all gateways together
 * @param isRecorded whether any source tells of traffic with S3, or that there was none
 */
public record S3Traffic(
        CounterSum sameRegion, CounterSum otherRegions, CounterSum unknownRegion, int loggedHours, boolean isRecorded) {

    /** No source tells anything, which is not zero bytes. */
    static final S3Traffic NONE = new S3Traffic(CounterSum.NONE, CounterSum.NONE, CounterSum.NONE, 0, false);

    S3Traffic plus(Peer peer, CounterSum sum) {
        return new S3Traffic(
                peer == Peer.SAME_REGION ? sameRegion.plus(sum) : sameRegion,
                peer == Peer.OTHER_REGION ? otherRegions.plus(sum) : otherRegions,
                peer == Peer.UNKNOWN ? unknownRegion.plus(sum) : unknownRegion,
                loggedHours,
                true);
    }

    S3Traffic withLoggedHours(int hours) {
        return new S3Traffic(sameRegion, otherRegions, unknownRegion, hours, isRecorded);
    }

    /** Where S3 is. */
    enum Peer {
        SAME_REGION,
        OTHER_REGION,
        UNKNOWN;

        /** By the class of an end, as the collector names it. */
        static Peer ofClass(String name) {
            return switch (name) {
                case VpcFlowSnapshot.SAME_REGION -> SAME_REGION;
                case VpcFlowSnapshot.OTHER_REGION -> OTHER_REGION;
                default -> UNKNOWN;
            };
        }
    }
}
