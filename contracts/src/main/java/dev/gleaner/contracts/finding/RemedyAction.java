package dev.gleaner.contracts.finding;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An action that a remedy can name, whether a rule proposes it at present or not. What its undo never restores is stated here for those who
 * propose it and for those who carry it out; each of them adds what it knows of a target.
 */
public enum RemedyAction {
    STOP_INSTANCE(true),
    RESIZE_INSTANCE(true, "its work while it is stopped, at each change of the type"),
    SCHEDULE_INSTANCE(true),
    /** What ran on an instance that ended does not come back. */
    TERMINATE_INSTANCE(
            false,
            "after the quarantine, the instance with its id and addresses: an image of its volumes stays",
            "the cost of that image, and of volumes that are kept when their instance is terminated"),
    TAG_RESOURCE(true),
    /** It depends on the rule, as {@link RemedyReversibility} decides. */
    PUT_LIFECYCLE_RULE(true),
    /** Requests that a policy denies meanwhile fail for good. */
    CREATE_S3_ENDPOINT(false),
    SNAPSHOT_AND_DELETE_VOLUME(
            true,
            "the id of the volume, and with it what refers to it: later attachments, templates, claims of a cluster",
            "the speed of the first reads, which come from the snapshot",
            "the cost of the snapshot, which remains until it is deleted"),
    MODIFY_VOLUME(true),
    /** The Recycle Bin deletes it for good in the end. */
    DELETE_SNAPSHOT(false),
    /** What needs the routes fails until the undo is complete. */
    DELETE_NAT_GATEWAY(
            false,
            "the id of the NAT gateway, and with it what refers to it outside of the routes",
            "what could not be sent over its routes until the undo"),
    /** Source: Amazon SageMaker API Reference, "StopNotebookInstance": the volume stays, and with it what is below this folder alone. */
    STOP_NOTEBOOK(
            true,
            "running kernels, and what is only in memory",
            "what is outside of /home/ec2-user/SageMaker, such as installed packages",
            "its capacity: a later start can fail for lack of it"),
    DELETE_ENDPOINT(
            true, "the capacity of its instances: SageMaker may have none when the undo creates the endpoint again"),
    SET_ENDPOINT_SCALING(
            true,
            "the speed of answers, or answers, where invocations grow faster than instances start, which takes minutes",
            "the capacity of the instances that go: SageMaker may have none when they are started again"),
    /** It has no undo, as others may get the address. */
    RELEASE_ADDRESS(false, "the address itself, to which allow lists, DNS or configuration of others may refer"),
    /** It has no undo, as others may get the capacity. */
    CANCEL_CAPACITY_RESERVATION(false, "the reserved capacity, which EC2 may not have available again"),
    /** CloudWatch Logs deletes the events that are older. */
    PUT_RETENTION_POLICY(false),
    /** ECR deletes the images that are older. */
    PUT_IMAGE_LIFECYCLE_POLICY(false),
    /** What ran on an instance that ended does not come back. */
    SET_MIXED_INSTANCES(
            false,
            "the instances that the group replaces to match the policy, and again when it is undone, with what runs on them"),
    /** What ran on an instance that ended does not come back. */
    SET_SCALING_BOUNDS(false);

    /** What the deletion of a NAT gateway with public addresses loses besides. */
    public static final String LOSS_OF_PUBLIC_GATEWAY =
            "the private address of the NAT gateway, and the cost of its Elastic IP addresses, which stay allocated";

    private final boolean restorable;
    private final List<String> losses;

    /** The time that an undo usually takes, of which nearly all is spent by AWS. */
    public enum UndoTime {
        SECONDS,
        MINUTES,
        HOURS;

        /** For a person and in JSON, as {@code minutes}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    RemedyAction(boolean restorable, String... losses) {
        this.restorable = restorable;
        this.losses = List.of(losses);
    }

    /** The action of this name; empty if there is none. */
    public static Optional<RemedyAction> of(String id) {
        return Arrays.stream(values()).filter(action -> action.id().equals(id)).findFirst();
    }

    /** Its name in remedies, policies and the audit, as {@code stop-instance}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether an undo can restore everything of consequence. */
    public boolean isRestorable() {
        return restorable;
    }

    /**
     * How long its undo usually takes; empty if it has none. A volume that was modified can't be modified again for six hours (Amazon EBS
     * User Guide, "Request modifications to your EBS volumes"), and a group replaces its instances one after another.
     */
    public Optional<UndoTime> undoTime() {
        return switch (this) {
            case TAG_RESOURCE, PUT_LIFECYCLE_RULE, PUT_RETENTION_POLICY, PUT_IMAGE_LIFECYCLE_POLICY ->
                Optional.of(UndoTime.SECONDS);
            case STOP_INSTANCE,
                    RESIZE_INSTANCE,
                    SCHEDULE_INSTANCE,
                    TERMINATE_INSTANCE,
                    CREATE_S3_ENDPOINT,
                    SNAPSHOT_AND_DELETE_VOLUME,
                    DELETE_SNAPSHOT,
                    DELETE_NAT_GATEWAY,
                    STOP_NOTEBOOK,
                    DELETE_ENDPOINT,
                    SET_ENDPOINT_SCALING,
                    SET_SCALING_BOUNDS -> Optional.of(UndoTime.MINUTES);
            case MODIFY_VOLUME, SET_MIXED_INSTANCES -> Optional.of(UndoTime.HOURS);
            case RELEASE_ADDRESS, CANCEL_CAPACITY_RESERVATION -> Optional.empty();
        };
    }

    /** What its undo does not restore of any target, each item in a few words; empty if that depends on the target alone. */
    public List<String> losses() {
        return losses;
    }
}
