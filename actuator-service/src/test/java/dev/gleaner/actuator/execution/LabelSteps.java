package dev.gleaner.actuator.execution;

import dev.gleaner.actuator.action.ActionOrder;
import dev.gleaner.actuator.action.ActionStep;
import dev.gleaner.actuator.action.StepProgress;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.Tag;

/** The steps of {@link Relabel} and of its undo. */
@Singleton
class LabelSteps {

    static final String LABEL = "label";

    /** A tag that is in the way of labelling. */
    static final String OBSTACLE = "obstacle";

    /** Holds back the answer to what is asked before the next call. */
    static final AtomicReference<Frozen> QUESTION = new AtomicReference<>();

    /** Holds the next call back when nothing but AWS is to be asked any more, like a process that is frozen. */
    static final AtomicReference<Frozen> FREEZER = new AtomicReference<>();

    private static final Tag TAG = Tag.builder().key(LABEL).value("x").build();

    private final ActuatorAwsClients clients;

    LabelSteps(ActuatorAwsClients clients) {
        this.clients = clients;
    }

    ActionStep<Ec2Instance.Observation> stop() {
        return new Call(
                "stop",
                "ec2:StopInstances",
                (ec2, id) -> ec2.stopInstances(request -> request.instanceIds(id)),
                now -> now.state().equals(Ec2Instance.STOPPED),
                Duration.ofSeconds(1));
    }

    ActionStep<Ec2Instance.Observation> label() {
        return new Call(
                "label",
                "ec2:CreateTags",
                (ec2, id) -> ec2.createTags(request -> request.resources(id).tags(TAG)),
                now -> now.instance().tags().containsKey(LABEL),
                Duration.ZERO);
    }

    ActionStep<Ec2Instance.Observation> unlabel() {
        return new Call(
                "unlabel",
                "ec2:DeleteTags",
                (ec2, id) -> ec2.deleteTags(request -> request.resources(id).tags(TAG)),
                now -> !now.instance().tags().containsKey(LABEL),
                Duration.ZERO);
    }

    ActionStep<Ec2Instance.Observation> start() {
        return new Call(
                "start",
                "ec2:StartInstances",
                (ec2, id) -> ec2.startInstances(request -> request.instanceIds(id)),
                now -> now.state().equals(Ec2Instance.RUNNING),
                Duration.ZERO);
    }

    /** Something that stands still. */
    static final class Frozen {

        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private final CompletableFuture<Void> thawed = new CompletableFuture<>();

        void awaitReached(Duration patience) throws Exception {
            reached.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        void thaw() {
            thawed.complete(null);
        }

        private Uni<Void> stand() {
            reached.complete(null);
            return Uni.createFrom().completionStage(thawed);
        }
    }

    /** Stands still if it was told to, once. */
    private static Uni<Void> stand(AtomicReference<Frozen> where) {
        Frozen frozen = where.getAndSet(null);
        return frozen == null ? Uni.createFrom().voidItem() : ContextBoundUni.emitOnContext(frozen.stand());
    }

    private final class Call implements ActionStep<Ec2Instance.Observation> {

        private final String name;
        private final String call;
        private final BiFunction<Ec2AsyncClient, String, CompletableFuture<? extends Ec2Response>> send;
        private final Predicate<Ec2Instance.Observation> done;
        private final Duration rest;

        Call(
                String name,
                String call,
                BiFunction<Ec2AsyncClient, String, CompletableFuture<? extends Ec2Response>> send,
                Predicate<Ec2Instance.Observation> done,
                Duration rest) {
            this.name = name;
            this.call = call;
            this.send = send;
            this.done = done;
            this.rest = rest;
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
        public Uni<Void> checkPreconditions(ActionOrder order, Ec2Instance.Observation before) {
            return stand(QUESTION);
        }

        @Override
        public Uni<String> perform(ActionOrder order, Ec2Instance.Observation before) {
            Ec2AsyncClient ec2 = clients.ec2(order.target().region());
            return stand(FREEZER)
                    .chain(() -> ContextBoundUni.<Ec2Response>fromFuture(
                            () -> send.apply(ec2, order.target().id()).thenApply(answer -> answer)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        @Override
        public String overtakenMessage() {
            return "somebody else changed it";
        }

        @Override
        public StepProgress evaluateProgress(
                ActionOrder order, Ec2Instance.Observation before, Ec2Instance.Observation now) {
            return done.test(now) ? StepProgress.DONE : StepProgress.NOT_YET;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, Ec2Instance.Observation now) {
            boolean hindered = name.equals(LABEL) && now.instance().tags().containsKey(OBSTACLE);
            return hindered ? Optional.of("an obstacle is in the way") : Optional.empty();
        }

        @Override
        public Duration delayAfter(ActionOrder order) {
            return rest;
        }
    }
}
