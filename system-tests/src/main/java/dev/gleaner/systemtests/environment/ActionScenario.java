package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.RemedyReversibility;
import dev.gleaner.contracts.resource.Arn;
import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The actions that the matrices run: each with its undo, its AWS calls, its target and its parameters. */
public enum ActionScenario {
    STOP(
            TargetScenario.INSTANCE,
            Operation.of(RemedyAction.STOP_INSTANCE, "StopInstances"),
            Operation.of("start-instance", "StartInstances"),
            Parameters.NONE),
    RESIZE(
            TargetScenario.INSTANCE,
            Operation.of(RemedyAction.RESIZE_INSTANCE, "StopInstances", "ModifyInstanceAttribute", "StartInstances"),
            Operation.of("restore-size", "StopInstances", "ModifyInstanceAttribute", "StartInstances"),
            new Parameters(Map.of("instanceType", "m5.large"), Map.of("instanceType", "m5.unheard-of"))),
    SCHEDULE(
            TargetScenario.INSTANCE,
            Operation.of(RemedyAction.SCHEDULE_INSTANCE, "CreateTags"),
            Operation.of("unschedule-instance", "DeleteTags"),
            new Parameters(hours("UTC"), hours("Europe/Atlantis"))),
    TERMINATE(
            TargetScenario.INSTANCE,
            Operation.of(
                    RemedyAction.TERMINATE_INSTANCE,
                    "StopInstances",
                    "CreateTags",
                    "CreateImage",
                    "TerminateInstances"),
            Operation.of("end-quarantine", "DeleteTags", "StartInstances"),
            new Parameters(Map.of("quarantineDays", "7"), Map.of())),
    TAG(
            TargetScenario.INSTANCE,
            Operation.of(RemedyAction.TAG_RESOURCE, "CreateTags"),
            Operation.of("untag-resource", "DeleteTags"),
            new Parameters(Map.of("project", "atlas"), Map.of("aws:project", "atlas"))),
    VOLUME(
            TargetScenario.VOLUME,
            Operation.of(RemedyAction.SNAPSHOT_AND_DELETE_VOLUME, "CreateSnapshot", "DeleteVolume"),
            Operation.of("restore-volume", "CreateVolume"),
            Parameters.NONE),
    VOLUME_TYPE(
            TargetScenario.VOLUME,
            Operation.of(RemedyAction.MODIFY_VOLUME, "ModifyVolume"),
            Operation.of("restore-volume-type", "ModifyVolume"),
            new Parameters(
                    Map.of("type", "gp3", "iops", "4000", "throughput", "250"), Map.of("type", "gp3", "iops", "2999"))),
    SNAPSHOT(
            TargetScenario.SNAPSHOT,
            Operation.of(RemedyAction.DELETE_SNAPSHOT, "CreateTags", "CreateRule", "DeleteSnapshot"),
            Operation.of("restore-snapshot", "RestoreSnapshotFromRecycleBin"),
            Parameters.NONE),
    NAT_GATEWAY(
            TargetScenario.NAT_GATEWAY,
            Operation.of(RemedyAction.DELETE_NAT_GATEWAY, "DeleteNatGateway"),
            Operation.of("restore-nat-gateway", "CreateNatGateway", "ReplaceRoute"),
            Parameters.NONE),
    INFERENCE_ENDPOINT(
            TargetScenario.INFERENCE_ENDPOINT,
            Operation.of(RemedyAction.DELETE_ENDPOINT, "DeleteEndpoint"),
            Operation.of("restore-endpoint", "CreateEndpoint"),
            Parameters.NONE),
    ENDPOINT_SCALING(
            TargetScenario.INFERENCE_ENDPOINT,
            Operation.of(
                    RemedyAction.SET_ENDPOINT_SCALING,
                    "RegisterScalableTarget",
                    "PutScalingPolicy",
                    "UpdateEndpointWeightsAndCapacities"),
            Operation.of("restore-endpoint-scaling", "DeregisterScalableTarget", "UpdateEndpointWeightsAndCapacities"),
            Parameters.onlyPlannedWith(Map.of("instances", "1", "invocations", "20"))),
    NOTEBOOK(
            TargetScenario.NOTEBOOK,
            Operation.of(RemedyAction.STOP_NOTEBOOK, "StopNotebookInstance"),
            Operation.of("start-notebook", "StartNotebookInstance"),
            Parameters.NONE),
    ADDRESS(
            TargetScenario.ADDRESS,
            Operation.of(RemedyAction.RELEASE_ADDRESS, "ReleaseAddress"),
            null,
            Parameters.NONE),
    CAPACITY_RESERVATION(
            TargetScenario.CAPACITY_RESERVATION,
            Operation.of(RemedyAction.CANCEL_CAPACITY_RESERVATION, "CancelCapacityReservation"),
            null,
            Parameters.NONE),
    RETENTION(
            TargetScenario.LOG_GROUP,
            Operation.of(RemedyAction.PUT_RETENTION_POLICY, "PutRetentionPolicy"),
            Operation.of("restore-retention-policy", "DeleteRetentionPolicy"),
            new Parameters(Map.of("days", "30"), Map.of("days", "31"))),
    IMAGE_LIFECYCLE(
            TargetScenario.CONTAINER_REPOSITORY,
            Operation.of(RemedyAction.PUT_IMAGE_LIFECYCLE_POLICY, "PutLifecyclePolicy"),
            Operation.of("delete-image-lifecycle-policy", "DeleteLifecyclePolicy"),
            new Parameters(Map.of("days", "30"), Map.of("days", "0"))),
    LIFECYCLE(
            TargetScenario.BUCKET,
            Operation.of(RemedyAction.PUT_LIFECYCLE_RULE, "PUT"),
            Operation.of("restore-lifecycle", "DELETE"),
            new Parameters(transitionAfter(30), transitionAfter(29))),
    ENDPOINT(
            TargetScenario.VPC,
            Operation.of(RemedyAction.CREATE_S3_ENDPOINT, "CreateVpcEndpoint"),
            Operation.of("delete-s3-endpoint", "DeleteVpcEndpoints"),
            Parameters.NONE),
    MIX(
            TargetScenario.AUTO_SCALING_GROUP,
            Operation.of(RemedyAction.SET_MIXED_INSTANCES, "UpdateAutoScalingGroup"),
            Operation.of("restore-launch-template", "UpdateAutoScalingGroup"),
            new Parameters(onDemandPercentage("50"), onDemandPercentage("101"))),
    SCALING_BOUNDS(
            TargetScenario.AUTO_SCALING_GROUP,
            Operation.of(RemedyAction.SET_SCALING_BOUNDS, "UpdateAutoScalingGroup"),
            Operation.of("restore-scaling-bounds", "UpdateAutoScalingGroup"),
            Parameters.onlyPlannedWith(Map.of("minimum", "1", "desired", "1", "utilization", "80"))),
    STOP_AFTER_DOCUMENT(
            TargetScenario.INSTANCE,
            Operation.of(RemedyAction.STOP_INSTANCE, "SendCommand", "StopInstances"),
            Operation.of("start-instance", "StartInstances"),
            Parameters.NONE,
            Condition.DOCUMENT),
    RESIZE_AFTER_DOCUMENT(
            TargetScenario.INSTANCE,
            Operation.of(
                    RemedyAction.RESIZE_INSTANCE,
                    "SendCommand",
                    "StopInstances",
                    "ModifyInstanceAttribute",
                    "StartInstances"),
            Operation.of("restore-size", "SendCommand", "StopInstances", "ModifyInstanceAttribute", "StartInstances"),
            new Parameters(Map.of("instanceType", "m5.large"), Map.of("instanceType", "m5.unheard-of")),
            Condition.DOCUMENT),
    /** Someone is at work on the instance, so that it is not stopped. */
    STOP_WHILE_AT_WORK(
            TargetScenario.INSTANCE,
            Operation.of(RemedyAction.STOP_INSTANCE),
            null,
            Parameters.NONE,
            Condition.REPORTED_WORK);

    /** Each action once, on a target of which nothing special is known. */
    public static final List<ActionScenario> ALL = where(scenario -> true);

    /** The same and, again, actions whose target gives them other steps. */
    public static final List<ActionScenario> ALL_STEPS = List.of(values());

    public static final List<ActionScenario> INSTANCES =
            where(scenario -> scenario.targetKind == TargetScenario.INSTANCE);

    /** The actions that stop the target. */
    public static final List<ActionScenario> STOPPING = List.of(STOP, RESIZE, TERMINATE, SCHEDULE);

    /** The actions whose target has to be idle by fresh metrics. */
    public static final List<ActionScenario> IDLE = List.of(STOP, TERMINATE);

    /** The actions that consist of one AWS call. */
    public static final List<ActionScenario> ONE_CALL =
            where(scenario -> scenario.action.calls().size() == 1);

    /** The actions that one person may approve, as their undo restores everything. */
    public static final List<ActionScenario> REVERSIBLE = where(scenario -> !scenario.needsTwo());

    /** The actions with parameters that AWS rejects. */
    public static final List<ActionScenario> WITH_INVALID_PARAMETERS =
            where(scenario -> !scenario.parameters.invalid().isEmpty());

    private final TargetScenario targetKind;
    private final Operation action;
    private final Optional<Operation> undo;
    private final Parameters parameters;
    private final Condition condition;

    ActionScenario(TargetScenario targetKind, Operation action, @Nullable Operation undo, Parameters parameters) {
        this(targetKind, action, undo, parameters, Condition.NONE);
    }

    ActionScenario(
            TargetScenario targetKind,
            Operation action,
            @Nullable Operation undo,
            Parameters parameters,
            Condition condition) {
        this.targetKind = targetKind;
        this.action = action;
        this.undo = Optional.ofNullable(undo);
        this.parameters = parameters;
        this.condition = condition;
    }

    /** What is special about a target. */
    public enum Condition {
        NONE,
        /** Its tags name a document that runs before a stop. */
        DOCUMENT,
        /** A report says that someone is at work on it. */
        REPORTED_WORK
    }

    /**
     * An action or an undo.
     *
     * @param name of the action
     * @param calls its AWS calls, one for each step, in their order; for S3 the HTTP method
     */
    public record Operation(String name, List<String> calls) {

        public Operation {
            calls = List.copyOf(calls);
        }

        private static Operation of(RemedyAction action, String... calls) {
            return of(action.id(), calls);
        }

        private static Operation of(String name, String... calls) {
            return new Operation(name, List.of(calls));
        }
    }

    private record Parameters(Map<String, String> valid, Map<String, String> invalid) {

        static final Parameters NONE = new Parameters(Map.of(), Map.of());

        /** Of an action that is not planned at all with parameters that AWS would reject, so that nobody can approve them. */
        static Parameters onlyPlannedWith(Map<String, String> valid) {
            return new Parameters(valid, Map.of());
        }
    }

    /** Those among {@link #ALL}. */
    public static List<ActionScenario> where(Predicate<ActionScenario> condition) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.condition == Condition.NONE)
                .filter(condition)
                .toList();
    }

    /** Hours that neither begin nor end while a matrix runs, so that the schedule itself starts and stops nothing. */
    private static Map<String, String> hours(String zone) {
        DayOfWeek day = OffsetDateTime.now(ZoneOffset.UTC).plusDays(2).getDayOfWeek();
        return Map.of("on", day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH) + " 08:00-18:00", "zone", zone);
    }

    private static Map<String, String> transitionAfter(int days) {
        return Map.of(
                "rule",
                "{\"ID\":\"gleaner-data\",\"Filter\":{\"Prefix\":\"data/\"},\"Status\":\"Enabled\","
                        + "\"Transitions\":[{\"Days\":" + days + ",\"StorageClass\":\"STANDARD_IA\"}]}");
    }

    private static Map<String, String> onDemandPercentage(String percentage) {
        return Map.of(
                "instance-types", "m5.large,m5a.large",
                "on-demand-base", "1",
                "on-demand-percentage", percentage);
    }

    public TargetScenario targetKind() {
        return targetKind;
    }

    /** What is special about its target. */
    public Condition condition() {
        return condition;
    }

    /** Tags that its target has from the beginning. */
    public Map<String, String> tags() {
        return condition == Condition.DOCUMENT ? BeforeStopDocument.TAGS : Map.of();
    }

    /** How many people have to approve it. */
    public int approvers() {
        return needsTwo() ? 2 : 1;
    }

    /** Whether two people have to approve it, even if the remedy claims to be reversible. */
    public boolean needsTwo() {
        return condition == Condition.REPORTED_WORK
                || !RemedyReversibility.isPossible(remedyName(), parameters.valid());
    }

    public Operation action() {
        return action;
    }

    /** What takes the action back; empty if nothing does. */
    public Optional<Operation> undo() {
        return undo;
    }

    /** The remedy's name, which is the action's. */
    public String remedyName() {
        return action.name();
    }

    /**
     * The remedy as a finding contains it.
     *
     * @param isReversible what the remedy claims
     * @param isValid false for parameters that AWS rejects
     */
    public Remedy remedy(boolean isReversible, boolean isValid) {
        return new Remedy(
                remedyName(),
                isValid ? parameters.valid() : parameters.invalid(),
                isReversible,
                List.of(),
                remedyName());
    }

    /** The resource of a finding about the target. */
    public String resource(Arn target) {
        return targetKind == TargetScenario.BUCKET ? target + "/data/" : target.toString();
    }

    /** Whether the target stays stopped for days between two steps; only during this time the action can be undone. */
    public boolean hasQuarantine() {
        return this == TERMINATE;
    }
}
