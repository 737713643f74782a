package dev.gleaner.actuator.action.instance;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.CallPreconditionException;
import dev.gleaner.actuator.action.StepObstacle;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.BeforeStopCommand;
import dev.gleaner.actuator.aws.BeforeStopConfig;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the command document that an instance names by its tag {@link GleanerTagKeys#BEFORE_STOP}, before the stop. SendCommand has no
 * client token; the comment of the command contains the id of the action, by which it is found before it is ever sent again.
 */
public final class BeforeStopStep implements ActionStep<Ec2Instance.Observation> {

    /** Name of the call, for the audit and for a person. */
    public static final String CALL = "ssm:SendCommand";

    /** "DocumentName" of SendCommand in the Systems Manager API Reference, without the form of an ARN. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{3,128}");

    private final BeforeStopCommand.Client client;
    private final BeforeStopConfig config;
    private final ActionStep<Ec2Instance.Observation> stop;

    private BeforeStopStep(
            BeforeStopCommand.Client client, BeforeStopConfig config, ActionStep<Ec2Instance.Observation> stop) {
        this.client = client;
        this.config = config;
        this.stop = stop;
    }

    /** Creates the steps of actions that stop an instance. */
    @Singleton
    public static class Factory {

        private static final Duration SHORTEST = Duration.ofSeconds(30);
        private static final Duration LONGEST = Duration.ofDays(2);

        private final BeforeStopCommand.Client client;
        private final BeforeStopConfig config;

        Factory(BeforeStopCommand.Client client, BeforeStopConfig config) {
            if (config.timeout().compareTo(SHORTEST) < 0 || config.timeout().compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("actuator.before-stop.timeout=" + config.timeout()
                        + " has to be from " + SHORTEST + " to " + LONGEST);
            }
            this.client = client;
            this.config = config;
        }

        /** The step before a stop, the stop, and the steps that follow it. */
        @SafeVarargs
        final List<ActionStep<Ec2Instance.Observation>> and(
                ActionStep<Ec2Instance.Observation> stop, ActionStep<Ec2Instance.Observation>... others) {
            return Stream.concat(Stream.of(new BeforeStopStep(client, config, stop), stop), Stream.of(others))
                    .toList();
        }
    }

    /** The steps for an order, of which the first is the document: without it if the planned instance names none. */
    static List<ActionStep<Ec2Instance.Observation>> select(
            ActionOrder order, List<ActionStep<Ec2Instance.Observation>> steps) {
        return documentOf(order).isPresent() ? steps : steps.subList(1, steps.size());
    }

    /** Why a running instance must not be stopped by steps that do not run its document; empty if they run it, or it has none. */
    static Optional<String> differentDocument(ActionOrder order, Ec2Instance.Observation now) {
        Optional<String> document = now.instance().beforeStopDocument();
        return StepObstacle.when(
                now.state().equals(Ec2Instance.RUNNING) && document.isPresent() && !document.equals(documentOf(order)),
                "the tag " + GleanerTagKeys.BEFORE_STOP + "=" + document.orElse("")
                        + " was set since the plan, which does not contain that document");
    }

    private static Optional<String> documentOf(ActionOrder order) {
        return Ec2Instance.TYPE.planned(order.planned()).beforeStopDocument();
    }

    @Override
    public String name() {
        return "before-stop";
    }

    @Override
    public String call() {
        return CALL;
    }

    @Override
    public String overtakenMessage() {
        return "another party changed the instance while its document ran";
    }

    /** A repeated command would run the document a second time. */
    @Override
    public boolean isIdempotent() {
        return false;
    }

    @Override
    public boolean isPreparation() {
        return true;
    }

    @Override
    public Optional<Duration> observationTimeout() {
        return Optional.of(config.timeout());
    }

    @Override
    public Optional<Duration> timeLimit() {
        return Optional.of(config.timeout());
    }

    @Override
    public Optional<Duration> validity() {
        return Optional.of(config.fresh());
    }

    /** What keeps the stop from being made also keeps the document from being sent. */
    @Override
    public Optional<String> obstacle(ActionOrder order, Ec2Instance.Observation now) {
        return now.instance().beforeStopDocument().flatMap(this::invalidReason).or(() -> stop.obstacle(order, now));
    }

    private Optional<String> invalidReason(String document) {
        return StepObstacle.when(
                !NAME.matcher(document).matches() || !document.startsWith(config.documentPrefix()),
                "the tag " + GleanerTagKeys.BEFORE_STOP + " names '" + document
                        + "', which is no name of a document that begins with " + config.documentPrefix());
    }

    @Override
    public Uni<Void> checkPreconditions(ActionOrder order, Ec2Instance.Observation before) {
        return stop.checkPreconditions(order, before)
                .chain(() -> client.unmanagedReason(order.target()))
                .flatMap(reason -> reason.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom()
                                .failure(new CallPreconditionException(reason.get() + ", so that its document "
                                        + document(before).orElse("") + " cannot run before the stop")));
    }

    @Override
    public Uni<String> perform(ActionOrder order, Ec2Instance.Observation before) {
        return client.send(order.target(), document(before).orElseThrow(), comment(order));
    }

    /** At most 100 characters. */
    static String comment(ActionOrder order) {
        return "gleaner " + order.id() + " before-stop";
    }

    @Override
    public Uni<Ec2Instance.Observation> observe(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now, Instant since) {
        return document(before)
                .map(document -> client.find(order.target(), document, comment(order), since)
                        .map(sent -> now.withBeforeStop(sent.orElse(null))))
                .orElseGet(() -> Uni.createFrom().item(now));
    }

    /** There is nothing to do before a stop that is not needed, nor on an instance that no longer names a document. */
    @Override
    public StepProgress evaluateProgress(
            ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
        return switch (stop.evaluateProgress(order, now, now)) {
            case LOST -> StepProgress.LOST;
            case DONE, UNDER_WAY -> StepProgress.DONE;
            case NOT_YET, OVERTAKEN, CONTESTED, FAILED ->
                document(before).isEmpty() ? StepProgress.DONE : progress(now.beforeStop());
        };
    }

    private static StepProgress progress(@Nullable BeforeStopCommand sent) {
        if (sent == null) {
            return StepProgress.NOT_YET;
        }
        return switch (sent.outcome()) {
            case RUNNING -> StepProgress.UNDER_WAY;
            case SUCCEEDED -> StepProgress.DONE;
            case FAILED -> StepProgress.FAILED;
        };
    }

    @Override
    public Optional<String> note(Ec2Instance.Observation now) {
        return Optional.ofNullable(now.beforeStop()).map(BeforeStopCommand::sentence);
    }

    private static Optional<String> document(Ec2Instance.Observation before) {
        return before.instance().beforeStopDocument();
    }
}
