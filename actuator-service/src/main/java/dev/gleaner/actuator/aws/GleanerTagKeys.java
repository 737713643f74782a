package dev.gleaner.actuator.aws;

import dev.gleaner.contracts.resource.ProtectionTag;

/** Keys of the tags that Gleaner sets on resources, or that owners set for it. */
public final class GleanerTagKeys {

    /** On a resource that an action created: id of the action. */
    public static final String ACTION = "gleaner:action";

    /** On a volume or NAT gateway that an undo created: the one that it replaces. */
    public static final String RESTORES = "gleaner:restores";

    /** On a snapshot that an action deletes: id of the action. */
    public static final String DELETED = "gleaner:deleted";

    /**
     * Set to {@link #KEEP} on a snapshot before it is deleted. Gleaner's retention rule of the Recycle Bin applies to this
     * tag and value.
     */
    public static final String RECYCLE_BIN = "gleaner:recycle-bin";

    public static final String KEEP = "keep";

    /** On a resource that is not changed, with any value but {@code false}, unless another key is configured. IAM knows this one. */
    public static final String PROTECTED = ProtectionTag.KEY;

    /** On an instance that is stopped and will be terminated: id of the action. Removing the tag cancels the termination. */
    public static final String QUARANTINED = "gleaner:quarantined";

    /** On an instance that runs by a schedule: its hours. Removing the tag ends the schedule. */
    public static final String SCHEDULE = "gleaner:schedule";

    /** Set to {@link #SCRATCH} by an owner who accepts that a stop loses the data on instance-store volumes. */
    public static final String INSTANCE_STORE = "gleaner:instance-store";

    public static final String SCRATCH = "scratch";

    /** Set by an owner to the name of a command document of Systems Manager, which runs on the instance before a stop. */
    public static final String BEFORE_STOP = "gleaner:before-stop";

    private GleanerTagKeys() {}
}
