package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.NotebookInstance;
import dev.gleaner.contracts.finding.RemedyAction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Stops a notebook instance of SageMaker that nobody opened and on which nothing works. Its volume stays. */
final class StopNotebook {

    private static final String NAME = RemedyAction.STOP_NOTEBOOK.id();
    private static final String UNDO = "start-notebook";

    /** Either takes minutes, and the scripts of a start may run for five. */
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private StopNotebook() {}

    @Singleton
    static ActionDefinition<NotebookInstance.Observation> action(ActuatorAwsClients clients) {
        NotebookInstance.UseReader use = new NotebookInstance.UseReader(clients);
        return ActionDefinition.of(NAME, NotebookInstance.TYPE)
                .undoneBy(UNDO)
                .loses((notebook, parameters) -> lost(notebook))
                .isInEffect((order, before, now) -> isStillStopped(before, now))
                .build(CallStep.on(NotebookInstance.TYPE, NAME, "sagemaker:StopNotebookInstance")
                        .checks((order, before) -> useObjection(use, order, before))
                        .sends((order, before) -> clients.sageMaker(order.target())
                                .stopNotebookInstance(request -> request.notebookInstanceName(
                                        planned(order).name())))
                        .within(PATIENCE)
                        .progress((order, before, now) -> progress(before, now, StopNotebook::stopping))
                        .overtaken("another party started the notebook instance again")
                        .unless(StepObstacle::notAsPlanned)
                        .build());
    }

    @Singleton
    static ActionDefinition<NotebookInstance.Observation> undo(ActuatorAwsClients clients) {
        NotebookInstance.UseReader use = new NotebookInstance.UseReader(clients);
        return ActionDefinition.undo(UNDO, NotebookInstance.TYPE)
                .build(CallStep.on(NotebookInstance.TYPE, UNDO, "sagemaker:StartNotebookInstance")
                        .checks((order, before) -> use.startedSince(Instant.now(), order.target(), planned(order)))
                        .sends((order, before) -> clients.sageMaker(order.target())
                                .startNotebookInstance(request -> request.notebookInstanceName(
                                        planned(order).name())))
                        .within(PATIENCE)
                        .progress((order, before, now) -> progress(before, now, StopNotebook::starting))
                        .overtaken("another party stopped the notebook instance again")
                        .unless(StopNotebook::notToStart)
                        .build());
    }

    private static NotebookInstance planned(ActionOrder order) {
        return NotebookInstance.TYPE.planned(order.planned());
    }

    /** Refuses a notebook instance that was opened or works, or if that is not known. */
    private static Uni<Optional<String>> useObjection(
            NotebookInstance.UseReader use, ActionOrder order, NotebookInstance.Observation before) {
        NotebookInstance notebook = before.notebook();
        return notebook == null
                ? Uni.createFrom().item(Optional.of(before.sentence()))
                : use.objection(Instant.now(), order.target(), notebook);
    }

    static List<String> lost(NotebookInstance planned) {
        return Stream.concat(
                        RemedyAction.STOP_NOTEBOOK.losses().stream(),
                        Stream.ofNullable(planned.lifecycle())
                                .map(configuration -> "what the scripts of its lifecycle configuration " + configuration
                                        + " do at a start"))
                .toList();
    }

    /** An answer that it does not exist counts only if SageMaker showed it before the call. */
    private static StepProgress progress(
            NotebookInstance.Observation before,
            NotebookInstance.Observation now,
            BiFunction<NotebookInstance, NotebookInstance, StepProgress> ofSame) {
        NotebookInstance was = before.notebook();
        NotebookInstance is = now.notebook();
        if (was == null) {
            return StepProgress.NOT_YET;
        }
        return is == null || was.created() != is.created() ? StepProgress.LOST : ofSame.apply(was, is);
    }

    private static StepProgress stopping(NotebookInstance was, NotebookInstance is) {
        return switch (is.status()) {
            case NotebookInstance.STOPPED -> StepProgress.DONE;
            case NotebookInstance.STOPPING -> StepProgress.UNDER_WAY;
            case NotebookInstance.IN_SERVICE ->
                was.modified() == is.modified() ? StepProgress.NOT_YET : StepProgress.OVERTAKEN;
            case NotebookInstance.PENDING -> StepProgress.OVERTAKEN;
            default -> StepProgress.CONTESTED;
        };
    }

    private static StepProgress starting(NotebookInstance was, NotebookInstance is) {
        return switch (is.status()) {
            case NotebookInstance.IN_SERVICE -> StepProgress.DONE;
            case NotebookInstance.PENDING -> StepProgress.UNDER_WAY;
            case NotebookInstance.FAILED -> StepProgress.FAILED;
            case NotebookInstance.STOPPED -> StepProgress.NOT_YET;
            default -> StepProgress.CONTESTED;
        };
    }

    /**
     * Whether it is stopped. Whether it was started and stopped again in between SageMaker does not show: the undo asks CloudTrail right before
     * its call.
     */
    private static boolean isStillStopped(NotebookInstance.Observation before, NotebookInstance.Observation now) {
        return progress(before, now, StopNotebook::stopping) == StepProgress.DONE;
    }

    private static Optional<String> notToStart(ActionOrder order, NotebookInstance.Observation now) {
        NotebookInstance notebook = now.notebook();
        if (notebook == null) {
            return Optional.of(now.sentence() + ", which may be stale: there is nothing to start");
        }
        return StepObstacle.when(
                planned(order).created() != notebook.created(),
                "another notebook instance of the same name was created meanwhile");
    }
}
