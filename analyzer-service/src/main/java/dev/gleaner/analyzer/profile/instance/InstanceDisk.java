package dev.gleaner.analyzer.profile.instance;

import java.util.BitSet;
import java.util.Set;

/**
 * In which hours the EBS volumes of an instance were read or written enough for work. An hour is known if most of its minutes have
 * points of both directions. Bit 0 is the first of the hours.
 *
 * @param known hours that are known
 * @param atWork hours at work, known or not
 */
public record InstanceDisk(BitSet known, BitSet atWork) {

    /**
     * Names of the metrics as signals carry them: operations on all EBS volumes of an instance of a Nitro type. Source: Amazon EC2 User Guide,
     * "CloudWatch metrics that are available for your instances", Amazon EBS metrics for Nitro-based instances.
     */
    public static final Set<String> METRICS = Set.of(InstanceDisk.READS, InstanceDisk.WRITES);

    static final String READS = "AWS/EC2 EBSReadOps";
    static final String WRITES = "AWS/EC2 EBSWriteOps";

    /**
     * What makes an hour of it work.
     *
     * @param operations reads, or writes, within an hour from which it is at work
     * @param samples share of its minutes, 0 to 1, that must have points for it to count as known
     */
    public record Limits(double operations, double samples) {

        /** None is ever at work, and none is known. */
        public static final Limits NONE = new Limits(Double.POSITIVE_INFINITY, 1);
    }
}
