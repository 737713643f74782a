package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.TargetType;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsResponse;

/**
 * A step that is put together from its call, its progress and what keeps it from being made. A step that needs more than that
 * implements {@link ActionStep}.
 *
 * @param <O> type of an observation of the target
 */
public final class CallStep<O extends ResourceObservation> implements ActionStep<O> {

    private final String name;
    private final String call;
    private final Call<O> perform;
    private final Progress<O> progress;
    private final String overtakenMessage;
    private final StepObstacle<O> obstacle;
    private final TimedObstacle<O> timedObstacle;
    private final Check<O> check;
    private final Delay<O> delay;
    private final Function<ActionOrder, Duration> delayAfter;
    private final @Nullable Duration observationTimeout;
    private final boolean idempotent;
    private final boolean irreversible;
    private final boolean needsFinding;

    /**
     * A step of one AWS call for a target of a kind.
     *
     * @param target the kind
     * @param name name of the step in the audit
     * @param call name of the AWS call, as {@code ec2:StopInstances}
     */
    public static <O extends ResourceObservation> Builder<O> on(TargetType<?, O> target, String name, String call) {
        return new Builder<>(name, call);
    }

    private CallStep(Builder<O> parts) {
        this.name = parts.name;
        this.call = parts.call;
        this.perform = Objects.requireNonNull(parts.perform, "a step makes a call");
        this.progress = Objects.requireNonNull(parts.progress, "a step has a progress");
        this.overtakenMessage = Objects.requireNonNull(parts.overtakenMessage, "a step can be overtaken");
        this.obstacle = parts.obstacle;
        this.timedObstacle = parts.timedObstacle;
        this.check = parts.check;
        this.delay = parts.delay;
        this.delayAfter = parts.delayAfter;
        this.observationTimeout = parts.observationTimeout;
        this.idempotent = parts.idempotent;
        this.irreversible = parts.irreversible;
        this.needsFinding = parts.needsFinding;
    }

    /** A step of one AWS call for targets of several kinds. */
    static Builder<ResourceObservation> ofSeveralKinds(String name, String call) {
        return new Builder<>(name, call);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String call() {
        return call;
    }

    @Override
    public Uni<Void> checkPreconditions(ActionOrder order, O before) {
        return check.objection(order, before)
                .flatMap(found -> found.map(why -> Uni.createFrom().<Void>failure(new CallPreconditionException(why)))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    @Override
    public Uni<String> perform(ActionOrder order, O before) {
        return perform.make(order, before);
    }

    @Override
    public boolean isIdempotent() {
        return idempotent;
    }

    @Override
    public String overtakenMessage() {
        return overtakenMessage;
    }

    @Override
    public StepProgress evaluateProgress(ActionOrder order, O before, O now) {
        return progress.evaluate(order, before, now);
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, O now) {
        return obstacle.find(order, now);
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, O now, Instant time) {
        return obstacle(order, now).or(() -> timedObstacle.find(order, now, time));
    }

    @Override
    public Optional<StepDelay> delay(ActionOrder order, O now, Instant time) {
        return delay.find(order, now, time);
    }

    @Override
    public boolean isIrreversible() {
        return irreversible;
    }

    @Override
    public boolean needsFinding() {
        return needsFinding;
    }

    @Override
    public Optional<Duration> observationTimeout() {
        return Optional.ofNullable(observationTimeout);
    }

    @Override
    public Duration delayAfter(ActionOrder order) {
        return delayAfter.apply(order);
    }

    /** Makes the call, and returns the AWS request id. */
    @FunctionalInterface
    public interface Call<O extends ResourceObservation> {

        /** The AWS request id, given what was read right before. */
        Uni<String> make(ActionOrder order, O before);
    }

    /** Sends the request by the AWS SDK. */
    @FunctionalInterface
    public interface Request<O extends ResourceObservation> {

        /** The answer to the request, given what was read right before. */
        CompletableFuture<? extends AwsResponse> send(ActionOrder order, O before);
    }

    /** How far a step is. */
    @FunctionalInterface
    public interface Progress<O extends ResourceObservation> {

        /** The progress, given the state before the call and the state now. */
        StepProgress evaluate(ActionOrder order, O before, O now);
    }

    /** What is read right before the call, and changes nothing. */
    @FunctionalInterface
    public interface Check<O extends ResourceObservation> {

        /** Why the call must not be made; empty when it may. A failure counts as one of the call. */
        Uni<Optional<String>> objection(ActionOrder order, O before);
    }

    /** A condition under which a step must not be made, which depends on the time. */
    @FunctionalInterface
    public interface TimedObstacle<O extends ResourceObservation> {

        /** Why the step must not be made at this time; empty when it may. */
        Optional<String> find(ActionOrder order, O now, Instant time);
    }

    /** A condition for which a step waits. */
    @FunctionalInterface
    public interface Delay<O extends ResourceObservation> {

        /** Why the step has to wait, and until when; empty when it need not. */
        Optional<StepDelay> find(ActionOrder order, O now, Instant time);
    }

    /** Puts a step together. Its call, its progress and the message for a target that was changed concurrently are required. */
    public static final class Builder<O extends ResourceObservation> {

        private final String name;
        private final String call;
        private @Nullable Call<O> perform;
        private @Nullable Progress<O> progress;
        private @Nullable String overtakenMessage;
        private StepObstacle<O> obstacle = (order, now) -> Optional.empty();
        private TimedObstacle<O> timedObstacle = (order, now, time) -> Optional.empty();
        private Check<O> check = (order, before) -> Uni.createFrom().item(Optional.empty());
        private Delay<O> delay = (order, now, time) -> Optional.empty();
        private Function<ActionOrder, Duration> delayAfter = order -> Duration.ZERO;
        private @Nullable Duration observationTimeout;
        private boolean idempotent = true;
        private boolean irreversible;
        private boolean needsFinding;

        Builder(String name, String call) {
            this.name = name;
            this.call = call;
        }

        /** The request of the call, of which the answer has the AWS request id. */
        public Builder<O> sends(Request<O> request) {
            return performs((order, before) -> ContextBoundUni.<AwsResponse>fromFuture(
                            () -> request.send(order, before).thenApply(answer -> answer))
                    .map(answer -> answer.responseMetadata().requestId()));
        }

        /** The call. */
        public Builder<O> performs(Call<O> made) {
            this.perform = made;
            return this;
        }

        /** How far the step is. */
        public Builder<O> progress(Progress<O> evaluated) {
            this.progress = evaluated;
            return this;
        }

        /** The message for a target that somebody else changed after the call. */
        public Builder<O> overtaken(String message) {
            this.overtakenMessage = message;
            return this;
        }

        /** What keeps the step from being made. By default nothing. */
        public Builder<O> unless(StepObstacle<O> condition) {
            this.obstacle = condition;
            return this;
        }

        /** What else keeps the step from being made at some time. */
        public Builder<O> unlessAtThisTime(TimedObstacle<O> condition) {
            this.timedObstacle = condition;
            return this;
        }

        /** What is read right before the call. By default nothing. */
        public Builder<O> checks(Check<O> before) {
            this.check = before;
            return this;
        }

        /** What the step waits for. By default nothing. */
        public Builder<O> waitsFor(Delay<O> condition) {
            this.delay = condition;
            return this;
        }

        /** How long to wait after the step before the next one begins. By default not at all. */
        public Builder<O> thenRests(Function<ActionOrder, Duration> pause) {
            this.delayAfter = pause;
            return this;
        }

        /** How long AWS may take for it, if not the usual time. */
        public Builder<O> within(Duration timeout) {
            this.observationTimeout = timeout;
            return this;
        }

        /** A repeated call has a second effect. */
        public Builder<O> notIdempotent() {
            this.idempotent = false;
            return this;
        }

        /** The effect cannot be undone, or the step prepares such a step. */
        public Builder<O> irreversible() {
            this.irreversible = true;
            return this;
        }

        /** The finding still has to be open. */
        public Builder<O> whileFindingIsOpen() {
            this.needsFinding = true;
            return this;
        }

        /** The step. Fails if a required part is missing. */
        public CallStep<O> build() {
            return new CallStep<>(this);
        }
    }
}
