package dev.gleaner.actuator.action.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.CallStep;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.StepObstacle;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Changes the type of an instance: stops it, changes the type, and starts it. */
final class ResizeInstance {

    private static final String NAME = RemedyAction.RESIZE_INSTANCE.id();
    private static final String UNDO = "restore-size";

    private ResizeInstance() {}

    /** An instance that is too large is in use, so that it need not be idle; the plan states that it stops for some minutes. */
    @Singleton
    static ActionDefinition<Ec2Instance.Observation> action(
            ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
        return ActionDefinition.of(NAME, Ec2Instance.TYPE)
                .undoneBy(UNDO)
                .requires(TargetPrecondition.LOSING_NOTHING)
                .loses((instance, parameters) -> lost(instance))
                .changes((instance, parameters) -> Optional.of(InstanceTypeParameter.change(instance, parameters)))
                // The type determines the saving, whether the instance runs or not.
                .isInEffect((order, before, now) -> now.instance().type().equals(InstanceTypeParameter.read(order)))
                .stepsOf(BeforeStopStep::select)
                .build(steps(
                        clients,
                        beforeStop,
                        InstanceTypeParameter::read,
                        (order, now) -> InstanceTypeParameter.problem(order, now.instance()),
                        StopInstance::started));
    }

    /**
     * Restores the type that the instance had before, and starts it. This stops the instance again, and the new type may include
     * other volumes than the planned one.
     */
    @Singleton
    static ActionDefinition<Ec2Instance.Observation> undo(
            ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
        return ActionDefinition.undo(UNDO, Ec2Instance.TYPE)
                .requires(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.QUIET)
                .stepsOf(BeforeStopStep::select)
                .build(steps(
                        clients,
                        beforeStop,
                        ResizeInstance::former,
                        ResizeInstance::undoObstacle,
                        ResizeInstance::undoObstacleToChange));
    }

    /**
     * The steps to a type.
     *
     * @param obstacleToStop what keeps the instance from being stopped
     * @param obstacleToChange what keeps the type of the stopped instance from being changed
     */
    private static List<ActionStep<Ec2Instance.Observation>> steps(
            ActuatorAwsClients clients,
            BeforeStopStep.Factory beforeStop,
            Function<ActionOrder, String> wanted,
            StepObstacle<Ec2Instance.Observation> obstacleToStop,
            StepObstacle<Ec2Instance.Observation> obstacleToChange) {
        return beforeStop.and(
                stop(clients, wanted, obstacleToStop),
                setType(clients, wanted, obstacleToChange),
                StopInstance.start(clients).build());
    }

    /** Stops an instance that does not have the wanted type, after EC2 has confirmed that the type exists: an unknown type fails before the stop. */
    private static ActionStep<Ec2Instance.Observation> stop(
            ActuatorAwsClients clients,
            Function<ActionOrder, String> wanted,
            StepObstacle<Ec2Instance.Observation> obstacle) {
        return StopInstance.stop(clients, obstacle)
                .checks((order, before) -> {
                    String type = wanted.apply(order);
                    return ContextBoundUni.onWorker(() -> clients.ec2WithRetry(order.target())
                                    .describeInstanceTypes(request -> request.instanceTypesWithStrings(type)))
                            .replaceWith(Optional.empty());
                })
                .progress((order, before, now) -> {
                    boolean fits = now.instance().type().equals(wanted.apply(order));
                    return fits && !now.instance().isTerminated()
                            ? StepProgress.DONE
                            : StopInstance.stopping(before, now);
                })
                .build();
    }

    /** Changes the type of a stopped instance. */
    private static ActionStep<Ec2Instance.Observation> setType(
            ActuatorAwsClients clients,
            Function<ActionOrder, String> wanted,
            StepObstacle<Ec2Instance.Observation> obstacle) {
        return CallStep.on(Ec2Instance.TYPE, "set-size", "ec2:ModifyInstanceAttribute")
                .sends((order, before) -> clients.ec2(order.target())
                        .modifyInstanceAttribute(
                                request -> request.instanceId(order.target().id())
                                        .instanceType(type -> type.value(wanted.apply(order)))))
                .progress((order, before, now) -> settingType(wanted.apply(order), before.instance(), now.instance()))
                .overtaken("the type was changed concurrently")
                .unless(obstacle)
                .build();
    }

    private static StepProgress settingType(String wanted, Ec2Instance before, Ec2Instance now) {
        if (now.isTerminated()) {
            return StepProgress.LOST;
        }
        if (now.type().equals(wanted)) {
            return StepProgress.DONE;
        }
        return now.type().equals(before.type()) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    private static List<String> lost(Ec2Instance instance) {
        List<String> lost = new ArrayList<>(StopInstance.lost(instance));
        lost.addAll(RemedyAction.RESIZE_INSTANCE.losses());
        return List.copyOf(lost);
    }

    private static String former(ActionOrder order) {
        return Ec2Instance.TYPE.planned(order.planned()).type();
    }

    /** Only a type that Gleaner set is changed back, and an instance that somebody stopped is not started. */
    private static Optional<String> undoObstacle(ActionOrder order, Ec2Instance.Observation now) {
        String type = now.instance().type();
        if (!type.equals(InstanceTypeParameter.read(order)) && !type.equals(former(order))) {
            return Optional.of("the type of the instance was changed since: it is a " + type);
        }
        return StepObstacle.when(
                now.state().equals(Ec2Instance.STOPPED) && !order.isUnfinished(),
                "another party stopped the instance, and this would start it: start it first, or change its type by"
                        + " hand");
    }

    /** No obstacle if the instance has the previous type already. */
    private static Optional<String> undoObstacleToChange(ActionOrder order, Ec2Instance.Observation now) {
        return now.instance().type().equals(former(order)) ? Optional.empty() : StopInstance.started(order, now);
    }

    /** Instance type that a remedy names. Before the stop, EC2 is asked whether the type exists in the region. */
    static final class InstanceTypeParameter {

        static final String PARAMETER = "instanceType";

        private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9-]*\\.[a-z0-9-]+");

        private InstanceTypeParameter() {}

        static String read(ActionOrder order) {
            return read(order.parameters());
        }

        /** Why the instance cannot get this type; empty when it can, as far as is known without a call. */
        static Optional<String> problem(ActionOrder order, Ec2Instance instance) {
            return problem(order.parameters(), instance);
        }

        static DocumentChange change(Ec2Instance planned, Map<String, String> parameters) {
            JsonNode before = type(planned.type());
            return problem(parameters, planned)
                    .map(why -> DocumentChange.impossible(before, why))
                    .orElseGet(() -> DocumentChange.of(before, type(read(parameters))));
        }

        private static Optional<String> problem(Map<String, String> parameters, Ec2Instance instance) {
            String wanted = read(parameters);
            if (!TYPE.matcher(wanted).matches()) {
                return Optional.of("the remedy names no valid instance type: '" + wanted + "'");
            }
            if (wanted.equals(instance.type())) {
                return Optional.of("the instance is a " + wanted + " already");
            }
            return "ebs".equals(instance.rootDevice())
                    ? Optional.empty()
                    : Optional.of("its root device is no EBS volume, so that its type can't be changed");
        }

        private static String read(Map<String, String> parameters) {
            return parameters.getOrDefault(PARAMETER, "");
        }

        private static JsonNode type(String name) {
            return Json.tree(Map.of(PARAMETER, name));
        }
    }
}
