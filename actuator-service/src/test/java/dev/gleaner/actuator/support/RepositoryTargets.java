package dev.gleaner.actuator.support;

import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.test.aws.AwsStandIn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.EcrAsyncClient;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;

/** Repositories of container images in the AWS stand-in. */
public final class RepositoryTargets {

    private static final String REGION = StandInClients.REGION;
    private static final String ACCOUNT = "123456789012";

    private final EcrAsyncClient ecr = StandInClients.shared(EcrAsyncClient.class, EcrAsyncClient.builder());

    /** One without a lifecycle policy and with one untagged image, which was pushed 90 days ago. */
    public Arn create(@Nullable Duration sincePull) {
        String name = "team/images-" + UUID.randomUUID();
        Instant now = Instant.now();
        Map<String, Object> image = new TreeMap<>(Map.of(
                "digest",
                "sha256:old",
                "bytes",
                1_000_000,
                "pushed",
                now.minus(Duration.ofDays(90)).toEpochMilli()));
        if (sincePull != null) {
            image.put("pulled", now.minus(sincePull).toEpochMilli());
        }
        AwsStandIn.setPast(List.of(Map.of(
                "kind",
                "container-repository",
                "account",
                ACCOUNT,
                "region",
                REGION,
                "id",
                name,
                "created",
                now.minus(Duration.ofDays(200)).toEpochMilli(),
                "tags",
                Map.of(),
                "images",
                List.of(image))));
        return Arn.parse("arn:aws:ecr:" + REGION + ":" + ACCOUNT + ":repository/" + name);
    }

    /** Puts a policy that keeps one untagged image. */
    public void rule(Arn repository) {
        ecr.putLifecyclePolicy(
                        request -> request.repositoryName(name(repository)).lifecyclePolicyText("""
                        {"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"imageCountMoreThan","countNumber":1},
                          "action":{"type":"expire"}}]}"""))
                .join();
    }

    /** The text of its lifecycle policy; empty if it has none. */
    public Optional<String> policy(Arn repository) {
        return ecr.getLifecyclePolicy(request -> request.repositoryName(name(repository)))
                .thenApply(answer -> Optional.of(answer.lifecyclePolicyText()))
                .exceptionally(failure -> {
                    if (failure.getCause() instanceof LifecyclePolicyNotFoundException) {
                        return Optional.empty();
                    }
                    throw new IllegalStateException(failure);
                })
                .join();
    }

    private static String name(Arn repository) {
        return ResourceKind.CONTAINER_REPOSITORY.name(repository);
    }
}
