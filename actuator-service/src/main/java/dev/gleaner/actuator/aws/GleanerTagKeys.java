package dev.gleaner.actuator.aws;

/** Keys of the tags that Gleaner sets on resources, or that owners set for it. */
public final class GleanerTagKeys {

    /** On what an action made: its id. */
    public static final String ACTION = "gleaner:action";

    /** On a volume that an undo created: the volume that it replaces. */
    public static final String RESTORES = "gleaner:restores";

    /** On an instance that is stopped and will be terminated: id of the action. Taking it off calls that off. */
    public static final String QUARANTINED = "gleaner:quarantined";

    /** On an instance that runs by a schedule: its hours. Taking it off ends the schedule. */
    public static final String SCHEDULE = "gleaner:schedule";

    /** Set to {@link #SCRATCH} by an owner who does not mind that a stop loses what is on instance-store volumes. */
    public static final String INSTANCE_STORE = "gleaner:instance-store";

    public static final String SCRATCH = "scratch";

    private GleanerTagKeys() {}
}
