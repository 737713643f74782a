package dev.gleaner.actuator.aws;

import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableDimension;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalableTarget;
import software.amazon.awssdk.services.applicationautoscaling.model.ScalingPolicy;
import software.amazon.awssdk.services.applicationautoscaling.model.ServiceNamespace;
import software.amazon.awssdk.services.applicationautoscaling.model.TargetTrackingScalingPolicyConfiguration;

/**
 * How Application Auto Scaling scales a variant of an inference endpoint.
 *
 * @param least instances
 * @param most instances
 * @param policies by which it does, of any type
 */
public record EndpointScaling(String variant, int least, int most, List<Policy> policies) {

    /** The number of instances of a variant. */
    public static final ScalableDimension DIMENSION = ScalableDimension.SAGEMAKER_VARIANT_DESIRED_INSTANCE_COUNT;

    public EndpointScaling {
        policies = policies.stream().sorted(Comparator.comparing(Policy::name)).toList();
    }

    /** The variant in the terms of Application Auto Scaling. */
    public static String resourceId(String endpointName, String variant) {
        return "endpoint/" + endpointName + "/variant/" + variant;
    }

    /**
     * A scaling policy.
     *
     * @param target value of its metric that it keeps; absent for a policy that tracks none
     */
    public record Policy(String name, @Nullable Double target) {}

    /** Reads how variants are scaled. */
    static final class Reader {

        private final ActuatorAwsClients clients;

        Reader(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /** The scaling of these variants, each with its policies; a variant that is not scaled has none. */
        Uni<List<EndpointScaling>> read(Arn arn, String endpointName, List<String> variants) {
            List<String> ids = variants.stream()
                    .map(variant -> resourceId(endpointName, variant))
                    .toList();
            if (ids.isEmpty()) {
                return Uni.createFrom().item(List.of());
            }
            String before = resourceId(endpointName, "");
            return ContextBoundUni.onWorker(() -> clients.applicationAutoScalingWithRetry(arn)
                            .describeScalableTargets(request -> request.serviceNamespace(ServiceNamespace.SAGEMAKER)
                                    .resourceIds(ids)))
                    .flatMap(answer -> Multi.createFrom()
                            .iterable(answer.scalableTargets().stream()
                                    .filter(target -> ids.contains(target.resourceId()))
                                    .toList())
                            .onItem()
                            .transformToUniAndConcatenate(target -> policies(arn, target, null)
                                    .map(policies -> new EndpointScaling(
                                            target.resourceId().substring(before.length()),
                                            orZero(target.minCapacity()),
                                            orZero(target.maxCapacity()),
                                            policies)))
                            .collect()
                            .asList());
        }

        private Uni<List<Policy>> policies(Arn arn, ScalableTarget target, @Nullable String token) {
            return ContextBoundUni.onWorker(() -> clients.applicationAutoScalingWithRetry(arn)
                            .describeScalingPolicies(request -> request.serviceNamespace(ServiceNamespace.SAGEMAKER)
                                    .resourceId(target.resourceId())
                                    .scalableDimension(target.scalableDimension())
                                    .nextToken(token)))
                    .flatMap(answer -> {
                        List<Policy> page = answer.scalingPolicies().stream()
                                .map(Reader::policy)
                                .toList();
                        return answer.nextToken() == null
                                ? Uni.createFrom().item(page)
                                : policies(arn, target, answer.nextToken())
                                        .map(rest -> Stream.concat(page.stream(), rest.stream())
                                                .toList());
                    });
        }

        private static Policy policy(ScalingPolicy shown) {
            TargetTrackingScalingPolicyConfiguration tracking = shown.targetTrackingScalingPolicyConfiguration();
            return new Policy(shown.policyName(), tracking == null ? null : tracking.targetValue());
        }

        private static int orZero(@Nullable Integer capacity) {
            return capacity == null ? 0 : capacity;
        }
    }
}
