package dev.gleaner.actuator.action;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.Ec2TagMapper;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.InferenceEndpoint;
import dev.gleaner.contracts.finding.RemedyAction;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sagemaker.model.CreateEndpointRequest;

/**
 * Deletes an inference endpoint of SageMaker that was not invoked for a day. Its configuration and models stay, so that the undo can
 * create it again under the same name.
 */
final class DeleteEndpoint {

    private static final String NAME = RemedyAction.DELETE_ENDPOINT.id();
    private static final String UNDO = "restore-endpoint";

    /** SageMaker deletes an endpoint in minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /**
     * SageMaker starts instances, and downloads and starts the model. Both the download and the health check at the start may be
     * allowed an hour. Source: Amazon SageMaker API Reference, "ProductionVariant".
     */
    private static final Duration PATIENCE_OF_UNDO = Duration.ofHours(2);

    /** The undo creates an endpoint on what SageMaker has at that time. */
    private DeleteEndpoint() {}

    @Singleton
    static ActionDefinition<InferenceEndpoint.Observation> action(ActuatorAwsClients clients) {
        InferenceEndpoint.InvocationReader invocations = new InferenceEndpoint.InvocationReader(clients);
        return ActionDefinition.of(NAME, InferenceEndpoint.TYPE)
                .undoneBy(UNDO)
                .requires(TargetPrecondition.LONG_UNUSED)
                .loses((endpoint, parameters) -> lost(endpoint))
                .build(CallStep.on(InferenceEndpoint.TYPE, NAME, "sagemaker:DeleteEndpoint")
                        .checks((order, before) -> useObjection(invocations, order, before))
                        .sends((order, before) -> {
                            String name = InferenceEndpoint.TYPE
                                    .planned(order.planned())
                                    .name();
                            return clients.sageMaker(order.target())
                                    .deleteEndpoint(request -> request.endpointName(name));
                        })
                        .within(PATIENCE)
                        .progress((order, before, now) -> progress(before.endpoint(), now.endpoint()))
                        .overtaken("an endpoint of the same name was created concurrently")
                        .unless(StepObstacle::notAsPlanned)
                        .build());
    }

    /** Creates the endpoint again under its name, from the configuration that it had. */
    @Singleton
    static ActionDefinition<InferenceEndpoint.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, InferenceEndpoint.TYPE)
                .build(CallStep.on(InferenceEndpoint.TYPE, UNDO, "sagemaker:CreateEndpoint")
                        .sends((order, before) ->
                                clients.sageMaker(order.target()).createEndpoint(restoring(order)))
                        .within(PATIENCE_OF_UNDO)
                        .progress(DeleteEndpoint::undoProgress)
                        .overtaken("the endpoint was not created, or failed: SageMaker shows its failure reason")
                        .unless((order, now) -> now.endpoint() == null
                                        || undoProgress(order, now, now) != StepProgress.NOT_YET
                                ? Optional.empty()
                                : Optional.of(now.sentence() + ", which may be stale: there is nothing to restore"))
                        .build());
    }

    /** The undo starts each variant with the number of instances of the configuration, if SageMaker has them. */
    private static List<String> lost(InferenceEndpoint planned) {
        Stream<String> resized = planned.variants().stream()
                .filter(InferenceEndpoint.Variant::isResized)
                .map(variant -> "the number of instances of variant " + variant.name() + ", " + variant.instances()
                        + ": the undo starts " + variant.initialInstances() + ", as in its configuration");
        return Stream.concat(RemedyAction.DELETE_ENDPOINT.losses().stream(), resized)
                .toList();
    }

    /** Refuses an endpoint that was invoked, or if that is not known. */
    private static Uni<Optional<String>> useObjection(
            InferenceEndpoint.InvocationReader invocations, ActionOrder order, InferenceEndpoint.Observation before) {
        InferenceEndpoint endpoint = before.endpoint();
        return endpoint == null
                ? Uni.createFrom().item(Optional.of(before.sentence()))
                : invocations.read(Instant.now(), order.target(), endpoint).map(known -> known.objection());
    }

    /** An answer that the endpoint does not exist counts only if SageMaker showed it before the call. */
    private static StepProgress progress(@Nullable InferenceEndpoint before, @Nullable InferenceEndpoint now) {
        if (now == null) {
            return before == null ? StepProgress.NOT_YET : StepProgress.DONE;
        }
        if (before != null && before.created() != now.created()) {
            return StepProgress.OVERTAKEN;
        }
        if (now.isDeleting()) {
            return StepProgress.UNDER_WAY;
        }
        return now.status().equals(InferenceEndpoint.IN_SERVICE) ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    /** SageMaker refuses a second endpoint of the same name, so that a repeated call has no second effect. */
    static CreateEndpointRequest restoring(ActionOrder order) {
        InferenceEndpoint planned = InferenceEndpoint.TYPE.planned(order.planned());
        Map<String, String> tags =
                Ec2TagMapper.inheritedTags(planned.tags(), Map.of(GleanerTagKeys.ACTION, order.action()));
        return CreateEndpointRequest.builder()
                .endpointName(planned.name())
                .endpointConfigName(planned.configuration())
                .tags(InferenceEndpoint.toList(tags))
                .build();
    }

    /** If the deletion was not carried out, nothing has to be restored. */
    private static StepProgress undoProgress(
            ActionOrder order, InferenceEndpoint.Observation before, InferenceEndpoint.Observation now) {
        InferenceEndpoint endpoint = now.endpoint();
        if (endpoint == null) {
            return StepProgress.NOT_YET;
        }
        if (order.action().equals(endpoint.tags().get(GleanerTagKeys.ACTION))) {
            if (endpoint.isCreating()) {
                return StepProgress.UNDER_WAY;
            }
            return endpoint.isServing() ? StepProgress.DONE : StepProgress.CONTESTED;
        }
        boolean isPlanned = endpoint.created()
                == InferenceEndpoint.TYPE.planned(order.planned()).created();
        if (isPlanned) {
            return order.isUnfinished() && endpoint.isServing() ? StepProgress.DONE : StepProgress.NOT_YET;
        }
        return before.endpoint() == null ? StepProgress.CONTESTED : StepProgress.NOT_YET;
    }
}
