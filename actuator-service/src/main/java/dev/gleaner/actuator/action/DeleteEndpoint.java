package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.actuator.aws.ResourceSnapshot;
import dev.gleaner.actuator.aws.TargetKind;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointRequest;

/**
 * Deletes an inference endpoint of SageMaker that was not invoked for a day. Its configuration and models stay, so that the undo can
 * create it again under the same name.
 */
@Singleton
public class DeleteEndpoint implements SingleStepAction {

    /** SageMaker deletes an endpoint in minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** The undo creates an endpoint on what SageMaker has at that time. */
    private static final String CAPACITY =
            "the capacity of its instances: SageMaker may have none when the undo creates the endpoint again";

    private final ActuatorAwsClients clients;
    private final InferenceEndpoint.InvocationReader invocations;

    DeleteEndpoint(ActuatorAwsClients clients) {
        this.clients = clients;
        this.invocations = new InferenceEndpoint.InvocationReader(clients);
    }

    @Override
    public String name() {
        return "delete-endpoint";
    }

    @Override
    public TargetKind targetKind() {
        return TargetKind.INFERENCE_ENDPOINT;
    }

    @Override
    public boolean isUndo() {
        return false;
    }

    @Override
    public Optional<String> undoName() {
        return Optional.of(RestoreEndpoint.NAME);
    }

    @Override
    public boolean needsIdleness() {
        return false;
    }

    @Override
    public Set<TargetPrecondition> preconditions() {
        return EnumSet.of(TargetPrecondition.LONG_UNUSED);
    }

    /** The undo starts each variant with the number of instances of the configuration, if SageMaker has them. */
    @Override
    public List<String> irreversibleEffects(ResourceSnapshot planned, Map<String, String> parameters) {
        Stream<String> resized = ((InferenceEndpoint) planned)
                .variants().stream()
                        .filter(InferenceEndpoint.Variant::isResized)
                        .map(variant -> "the number of instances of variant " + variant.name() + ", "
                                + variant.instances() + ": the undo starts " + variant.initialInstances()
                                + ", as in its configuration");
        return Stream.concat(Stream.of(CAPACITY), resized).toList();
    }

    @Override
    public String call() {
        return "sagemaker:DeleteEndpoint";
    }

    @Override
    public Optional<Duration> observationTimeout() {
        return Optional.of(PATIENCE);
    }

    @Override
    public String overtakenMessage() {
        return "an endpoint of the same name was created concurrently";
    }

    /** Refuses an endpoint that was invoked, or if that is not known. */
    @Override
    public Uni<Void> checkPreconditions(ActionOrder order, ResourceObservation before) {
        InferenceEndpoint endpoint = ((InferenceEndpoint.Observation) before).endpoint();
        if (endpoint == null) {
            return Uni.createFrom().failure(new CallPreconditionException(before.sentence()));
        }
        return invocations
                .read(Instant.now(), order.target(), endpoint)
                .flatMap(known -> known.objection()
                        .map(why -> Uni.createFrom().<Void>failure(new CallPreconditionException(why)))
                        .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    @Override
    public Uni<String> perform(ActionOrder order, ResourceObservation before) {
        String name = ((InferenceEndpoint) order.planned()).name();
        return ContextBoundUni.fromFuture(
                        () -> clients.sageMaker(order.target()).deleteEndpoint(request -> request.endpointName(name)))
                .map(answer -> answer.responseMetadata().requestId());
    }

    /** An answer that the endpoint does not exist counts only if SageMaker showed it before the call. */
    @Override
    public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
        InferenceEndpoint earlier = ((InferenceEndpoint.Observation) before).endpoint();
        InferenceEndpoint endpoint = ((InferenceEndpoint.Observation) now).endpoint();
        if (endpoint == null) {
            return earlier == null ? StepProgress.NOT_YET : StepProgress.DONE;
        }
        if (earlier != null && earlier.created() != endpoint.created()) {
            return StepProgress.OVERTAKEN;
        }
        if (endpoint.isDeleting()) {
            return StepProgress.UNDER_WAY;
        }
        return endpoint.status().equals(InferenceEndpoint.IN_SERVICE) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    @Override
    public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
        return now.subject().planningObstacle().or(() -> now.subject().changedSince(order.planned()));
    }

    /** Creates an endpoint again under its name, from the configuration that it had: the undo of {@link DeleteEndpoint}. */
    @Singleton
    public static class RestoreEndpoint implements SingleStepAction {

        static final String NAME = "restore-endpoint";

        /**
         * SageMaker starts instances, and downloads and starts the model. Both the download and the health check at the start may be
         * allowed an hour. Source: Amazon SageMaker API Reference, "ProductionVariant".
         */
        private static final Duration PATIENCE = Duration.ofHours(2);

        private final ActuatorAwsClients clients;

        RestoreEndpoint(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public TargetKind targetKind() {
            return TargetKind.INFERENCE_ENDPOINT;
        }

        @Override
        public boolean isUndo() {
            return true;
        }

        @Override
        public boolean needsIdleness() {
            return false;
        }

        @Override
        public String call() {
            return "sagemaker:CreateEndpoint";
        }

        @Override
        public Optional<Duration> observationTimeout() {
            return Optional.of(PATIENCE);
        }

        @Override
        public String overtakenMessage() {
            return "the endpoint was not created, or failed: SageMaker shows its failure reason";
        }

        @Override
        public Uni<String> perform(ActionOrder order, ResourceObservation before) {
            return ContextBoundUni.fromFuture(
                            () -> clients.sageMaker(order.target()).createEndpoint(request(order)))
                    .map(answer -> answer.responseMetadata().requestId());
        }

        /** SageMaker refuses a second endpoint of the same name, so that a repeated call has no second effect. */
        static CreateEndpointRequest request(ActionOrder order) {
            InferenceEndpoint planned = (InferenceEndpoint) order.planned();
            Map<String, String> tags =
                    Ec2TagMapper.inheritedTags(planned.tags(), Map.of(GleanerTagKeys.ACTION, order.action()));
            return CreateEndpointRequest.builder()
                    .endpointName(planned.name())
                    .endpointConfigName(planned.configuration())
                    .tags(InferenceEndpoint.toList(tags))
                    .build();
        }

        /** If the deletion was not carried out, nothing has to be restored. */
        @Override
        public StepProgress evaluateProgress(ActionOrder order, ResourceObservation before, ResourceObservation now) {
            InferenceEndpoint endpoint = ((InferenceEndpoint.Observation) now).endpoint();
            if (endpoint == null) {
                return StepProgress.NOT_YET;
            }
            if (order.action().equals(endpoint.tags().get(GleanerTagKeys.ACTION))) {
                if (endpoint.isCreating()) {
                    return StepProgress.UNDER_WAY;
                }
                return endpoint.isServing() ? StepProgress.DONE : StepProgress.CONTESTED;
            }
            boolean isPlanned = endpoint.created() == ((InferenceEndpoint) order.planned()).created();
            if (isPlanned) {
                return order.isUnfinished() && endpoint.isServing() ? StepProgress.DONE : StepProgress.NOT_YET;
            }
            return ((InferenceEndpoint.Observation) before).endpoint() == null
                    ? StepProgress.CONTESTED
                    : StepProgress.NOT_YET;
        }

        @Override
        public Optional<String> obstacle(ActionOrder order, ResourceObservation now) {
            return ((InferenceEndpoint.Observation) now).endpoint() == null
                            || evaluateProgress(order, now, now) != StepProgress.NOT_YET
                    ? Optional.empty()
                    : Optional.of(now.sentence() + ", which may be stale: there is nothing to restore");
        }
    }
}
