package dev.gleaner.actuator.aws.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.service.aws.SdkJsonMapper;
import java.util.List;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.PutBucketLifecycleConfigurationRequest;

/** Lifecycle documents as the SDK has them. */
public final class BucketLifecycleMapper {

    private BucketLifecycleMapper() {}

    /** What S3 showed. */
    static BucketLifecycle of(GetBucketLifecycleConfigurationResponse shown) {
        List<JsonNode> rules =
                shown.rules().stream().<JsonNode>map(SdkJsonMapper::tree).toList();
        return new BucketLifecycle(rules, shown.transitionDefaultMinimumObjectSizeAsString());
    }

    /** What puts a document to a bucket. */
    static PutBucketLifecycleConfigurationRequest request(String bucket, BucketLifecycle document) {
        List<LifecycleRule> rules =
                document.rules().stream().map(BucketLifecycleMapper::rule).toList();
        return PutBucketLifecycleConfigurationRequest.builder()
                .bucket(bucket)
                .lifecycleConfiguration(configuration -> configuration.rules(rules))
                .transitionDefaultMinimumObjectSize(document.minimumSize())
                .build();
    }

    /** Throws {@link IllegalArgumentException} with the reason when this is no lifecycle rule of the API. */
    public static void requireRule(JsonNode rule) {
        rule(rule);
    }

    private static LifecycleRule rule(JsonNode rule) {
        return (LifecycleRule) SdkJsonMapper.build(rule, LifecycleRule.builder());
    }
}
