package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionDefinition;
import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.CallStep;
import dev.gleaner.actuator.action.StepObstacle;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.contracts.finding.RemedyAction;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stops an instance. */
public final class StopInstance {

    /** Name of the action in remedies. */
    public static final String NAME = RemedyAction.STOP_INSTANCE.id();

    /** Name of the undo in the audit. */
    public static final String UNDO = "start-instance";

    /** The message for an instance that somebody else changed after the call. */
    public static final String OVERTAKEN = "another party started the instance again";

    private StopInstance() {}

    @Singleton
    static ActionDefinition<Ec2Instance.Observation> action(
            ActuatorAwsClients clients, BeforeStopStep.Factory beforeStop) {
        return ActionDefinition.of(NAME, Ec2Instance.TYPE)
                .undoneBy(UNDO)
                .whileIdle()
                .asksFor((instance, parameters) -> LocalDataLossConsent.entered(instance))
                .loses((instance, parameters) -> lost(instance))
                .isInEffect((order, before, now) -> isStillStopped(before, now))
                .stepsOf(BeforeStopStep::select)
                .build(beforeStop.and(
                        stop(clients, (order, now) -> Optional.empty()).build()));
    }

    /** Starts an instance that was stopped. */
    @Singleton
    static ActionDefinition<Ec2Instance.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, Ec2Instance.TYPE)
                .build(start(clients).build());
    }

    /** The step that stops an instance, but not one that names a document which the action does not run before. */
    static CallStep.Builder<Ec2Instance.Observation> stop(
            ActuatorAwsClients clients, StepObstacle<Ec2Instance.Observation> obstacle) {
        return CallStep.on(Ec2Instance.TYPE, "stop", "ec2:StopInstances")
                .sends((order, before) -> clients.ec2(order.target())
                        .stopInstances(
                                request -> request.instanceIds(order.target().id())))
                .progress((order, before, now) -> stopping(before, now))
                .overtaken(OVERTAKEN)
                .unless(obstacle.and(BeforeStopStep::differentDocument));
    }

    static StepProgress stopping(Ec2Instance.Observation before, Ec2Instance.Observation now) {
        if (now.instance().isTerminated()) {
            return StepProgress.LOST;
        }
        return switch (now.state()) {
            case Ec2Instance.STOPPED -> StepProgress.DONE;
            case Ec2Instance.STOPPING -> StepProgress.UNDER_WAY;
            default -> now.launched().equals(before.launched()) ? StepProgress.NOT_YET : StepProgress.OVERTAKEN;
        };
    }

    /** Whether an instance that was stopped is still stopped and was not started meanwhile, which would change its launch time. */
    static boolean isStillStopped(Ec2Instance.Observation before, Ec2Instance.Observation now) {
        return now.state().equals(Ec2Instance.STOPPED) && now.launched().equals(before.launched());
    }

    /**
     * The step that starts an instance. An accepted call does not prove success: the instance returns to stopped if, for example, a
     * grant on the key of its volume is missing (aws-solutions/instance-scheduler-on-aws#139).
     */
    static CallStep.Builder<Ec2Instance.Observation> start(ActuatorAwsClients clients) {
        return CallStep.on(Ec2Instance.TYPE, "start", "ec2:StartInstances")
                .sends((order, before) -> clients.ec2(order.target())
                        .startInstances(
                                request -> request.instanceIds(order.target().id())))
                .progress((order, before, now) -> starting(now))
                .overtaken(OVERTAKEN);
    }

    static StepProgress starting(Ec2Instance.Observation now) {
        if (now.instance().isTerminated()) {
            return StepProgress.LOST;
        }
        return switch (now.state()) {
            case Ec2Instance.RUNNING -> StepProgress.DONE;
            case Ec2Instance.PENDING -> StepProgress.UNDER_WAY;
            default -> StepProgress.NOT_YET;
        };
    }

    /** What a stop of this instance loses that a start does not restore, each item in a few words. */
    public static List<String> lost(Ec2Instance instance) {
        List<String> lost = new ArrayList<>();
        Ec2Instance.PublicAddress address = instance.publicAddress();
        if (address != null && !address.elastic()) {
            lost.add("its public address " + address.ip());
        }
        lost.add("what is only in its memory");
        instance.beforeStopDocument()
                .ifPresent(document -> lost.add("what its document " + document + " does on it before the stop"));
        if (instance.ephemeralData() || !Boolean.FALSE.equals(instance.instanceStorage())) {
            lost.add("what is on its instance-store volumes");
        }
        lost.add("its capacity: a later start can fail for lack of capacity");
        return List.copyOf(lost);
    }

    /** Why the instance is not stopped, although a step is only for a stopped one. */
    static Optional<String> started(ActionOrder order, Ec2Instance.Observation now) {
        return StepObstacle.when(
                !now.state().equals(Ec2Instance.STOPPED),
                "the instance is " + now.state() + ", not stopped: it was started meanwhile");
    }
}
