package dev.gleaner.actuator.action.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.action.ActionClass;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.DocumentChange;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;

/** Changes the type of an instance: stops it, changes the type, and starts it. */
@Singleton
public class ResizeInstance implements ActionClass {

    static final String NAME = "resize-instance";

    private final List<ActionStep<ResourceObservation>> steps;

    ResizeInstance(ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
        InstanceStep.StopStep stop = new StopForResizeStep(
                clients,
                InstanceTypeParameter::read,
                (order, now) -> InstanceTypeParameter.problem(order, now.instance()));
        this.steps = List.of(
                beforeStop.before(stop),
                stop,
                new SetInstanceTypeStep(clients, InstanceTypeParameter::read, InstanceStep.StepObstacle.STARTED),
                new InstanceStep.StartStep(clients, InstanceStep.StepObstacle.NONE));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INSTANCE;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(RestoreInstanceSize.NAME);
    }

    /** An instance that is too large is in use; the plan states that it stops for some minutes. */
    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<TargetPrecondition> preconditions() {
        return EnumSet.of(TargetPrecondition.LOSING_NOTHING);
    }

    @Override
    public Optional<DocumentChange> change(ResourceSnapshot planned, Map<String, String> parameters) {
        return Optional.of(InstanceTypeParameter.change((Ec2Instance) planned, parameters));
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps() {
        return steps;
    }

    @Override
    public List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
        return BeforeStopStep.select(order, steps);
    }

    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        List<String> lost = new ArrayList<>(InstanceStep.IrreversibleStopEffects.describe(planned));
        lost.add("its work while it is stopped, at each change of the type");
        return List.copyOf(lost);
    }

    /** The type determines the saving, whether the instance runs or not. */
    @Override
    public boolean isInEffect(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        return ((Ec2Instance.Observation) now).instance().type().equals(InstanceTypeParameter.read(order));
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

    /** Restores the type that an instance had before {@link ResizeInstance}, and starts it: its undo. */
    @Singleton
    public static class RestoreInstanceSize implements ActionClass {

        static final String NAME = "restore-size";

        private final List<ActionStep<ResourceObservation>> steps;

        RestoreInstanceSize(ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
            InstanceStep.StopStep stop =
                    new StopForResizeStep(clients, RestoreInstanceSize::before, RestoreInstanceSize::problem);
            this.steps = List.of(
                    beforeStop.before(stop),
                    stop,
                    new SetInstanceTypeStep(clients, RestoreInstanceSize::before, RestoreInstanceSize::findObstacle),
                    new InstanceStep.StartStep(clients, InstanceStep.StepObstacle.NONE));
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.INSTANCE;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        /** The undo stops the instance again, and the new type may include other volumes than the planned one. */
        @Override
        public Set<TargetPrecondition> preconditions() {
            return EnumSet.of(TargetPrecondition.LOSING_NOTHING, TargetPrecondition.QUIET);
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps() {
            return steps;
        }

        @Override
        public List<ActionStep<ResourceObservation>> steps(ActionOrder order) {
            return BeforeStopStep.select(order, steps);
        }

        private static String before(ActionOrder order) {
            return ((Ec2Instance) order.planned()).type();
        }

        /** Only a type that Gleaner set is changed back, and an instance that somebody stopped is not started. */
        private static Optional<String> problem(ActionOrder order, Ec2Instance.Observation now) {
            String type = now.instance().type();
            if (!type.equals(InstanceTypeParameter.read(order)) && !type.equals(before(order))) {
                return Optional.of("the type of the instance was changed since: it is a " + type);
            }
            return InstanceStep.StepObstacle.when(
                    now.state().equals(Ec2Instance.STOPPED) && !order.isUnfinished(),
                    "another party stopped the instance, and this would start it: start it first, or change its type by"
                            + " hand");
        }

        /** No obstacle if the instance has the previous type already. */
        private static Optional<String> findObstacle(ActionOrder order, Ec2Instance.Observation now) {
            return now.instance().type().equals(before(order))
                    ? Optional.empty()
                    : InstanceStep.StepObstacle.STARTED.find(order, now);
        }
    }

    /** Changes the type of a stopped instance. */
    static final class SetInstanceTypeStep extends InstanceStep {

        private final Function<ActionOrder, String> targetType;

        SetInstanceTypeStep(
                ActuatorAwsClients clients, Function<ActionOrder, String> wanted, InstanceStep.StepObstacle obstacle) {
            super(clients, obstacle);
            this.targetType = wanted;
        }

        @Override
        public String name() {
            return "set-size";
        }

        @Override
        public String call() {
            return "ec2:ModifyInstanceAttribute";
        }

        @Override
        public String overtakenMessage() {
            return "the type was changed concurrently";
        }

        @Override
        public CompletableFuture<? extends Ec2Response> send(
                Ec2AsyncClient ec2, ActionOrder order, Ec2Instance.Observation before) {
            return ec2.modifyInstanceAttribute(request ->
                    request.instanceId(order.target().id()).instanceType(type -> type.value(targetType.apply(order))));
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            if (now.instance().isTerminated()) {
                return StepProgress.LOST;
            }
            String type = now.instance().type();
            if (type.equals(targetType.apply(order))) {
                return StepProgress.DONE;
            }
            return type.equals(before.instance().type()) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
        }
    }

    /** Stops an instance that does not have the target type, after EC2 has confirmed that the type exists. */
    static final class StopForResizeStep extends InstanceStep.StopStep {

        private final ActuatorAwsClients clients;
        private final Function<ActionOrder, String> targetType;

        StopForResizeStep(
                ActuatorAwsClients clients, Function<ActionOrder, String> wanted, InstanceStep.StepObstacle obstacle) {
            super(clients, obstacle);
            this.clients = clients;
            this.targetType = wanted;
        }

        /** An unknown type fails here, before the stop. */
        @Override
        public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
            String type = targetType.apply(order);
            return ContextBoundUni.onWorker(() -> clients.ec2WithRetry(order.target())
                            .describeInstanceTypes(request -> request.instanceTypesWithStrings(type)))
                    .replaceWithVoid();
        }

        @Override
        protected StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            boolean fits = now.instance().type().equals(targetType.apply(order));
            return fits && !now.instance().isTerminated()
                    ? StepProgress.DONE
                    : super.evaluateProgress(order, before, now);
        }
    }
}
