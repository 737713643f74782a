package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Variant;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.AsyncInferenceConfig;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointConfigResponse;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeEndpointResponse;
import software.amazon.awssdk.services.sagemaker.model.EndpointSummary;
import software.amazon.awssdk.services.sagemaker.model.ListTagsRequest;
import software.amazon.awssdk.services.sagemaker.model.ListTagsResponse;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

class InferenceEndpointListingTest {

    private static final String ARN = "arn:aws:sagemaker:eu-west-3:111122223333:endpoint/ranker";
    private static final Instant CREATED = Instant.parse("2026-01-05T08:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OneEndpoint sageMaker = new OneEndpoint();

    @Test
    void shouldTellWhatRunsBehindAnEndpoint() {
        Signal signal = read().orElseThrow();

        assertThat(signal.getResource()).isEqualTo(ARN);
        Inventory endpoint = signal.getInventory();
        assertThat(endpoint.getState()).isEqualTo("InService");
        assertThat(endpoint.getType()).isEqualTo("real-time");
        assertThat(endpoint.getCreated()).isEqualTo(CREATED.toEpochMilli());
        assertThat(endpoint.getModified()).isEqualTo(CREATED.plusSeconds(60).toEpochMilli());
        assertThat(endpoint.getTagsMap()).containsOnly(Map.entry("team", "vision"), Map.entry("owner", "me"));
        assertThat(endpoint.getVariantsList())
                .containsExactly(
                        Variant.newBuilder()
                                .setName("main")
                                .setInstanceType("ml.g5.xlarge")
                                .setInstances(2)
                                .setDesired(3)
                                .build(),
                        Variant.newBuilder()
                                .setName("small")
                                .setServerless(true)
                                .build(),
                        Variant.newBuilder()
                                .setName("next")
                                .setInstanceType("ml.g6.xlarge")
                                .setInstances(1)
                                .setDesired(1)
                                .setShadow(true)
                                .build());
        assertThat(unavailable()).isZero();
    }

    @Test
    void shouldLeaveOutWhatItMayNotSee() {
        sageMaker.failures.put("tags", failure("AccessDeniedException", "no"));
        sageMaker.failures.put("configuration", failure("AccessDeniedException", "no"));

        Inventory endpoint = read().orElseThrow().getInventory();

        assertThat(endpoint.getTagsMap()).isEmpty();
        assertThat(endpoint.getVariants(0).getInstances()).isEqualTo(2);
        assertThat(endpoint.getVariants(0).getInstanceType()).isEmpty();
        assertThat(unavailable()).isEqualTo(2);
    }

    /** The configuration may be deleted while the endpoint runs on. */
    @Test
    void shouldTellOfAnEndpointWhoseConfigurationIsGone() {
        sageMaker.failures.put("configuration", gone());

        Inventory endpoint = read().orElseThrow().getInventory();

        assertThat(endpoint.getVariantsCount()).isEqualTo(3);
        assertThat(endpoint.getVariants(0).getInstanceType()).isEmpty();
        assertThat(unavailable()).isZero();
    }

    /** Asynchronous endpoints have no metric of invocations, and inference components have their own. */
    @Test
    void shouldTellHowAnEndpointIsInvoked() {
        sageMaker.hasModels = false;
        assertThat(type()).isEqualTo("inference-components");
        sageMaker.isServerless = true;
        assertThat(type()).isEqualTo("serverless");
        sageMaker.isAsynchronous = true;
        assertThat(type()).isEqualTo("asynchronous");

        sageMaker.isAsynchronous = false;
        sageMaker.isServerless = false;
        sageMaker.failures.put("configuration", gone());
        assertThat(type()).as("without its configuration").isEmpty();
    }

    private String type() {
        return read().orElseThrow().getInventory().getType();
    }

    @Test
    void shouldSayNothingOfAnEndpointThatWasDeletedMeanwhile() {
        sageMaker.failures.put("endpoint", gone());

        assertThat(read()).isEmpty();
    }

    /** Whoever reads it would take tags that were not to be had for a moment for tags that were taken off. */
    @Test
    void shouldFailWhereItIsNotAnswered() {
        for (String asked : new String[] {"endpoint", "configuration", "tags"}) {
            sageMaker.failures.clear();
            sageMaker.failures.put(asked, failure("ThrottlingException", "Rate exceeded"));

            assertThatThrownBy(this::read).as(asked).hasMessageContaining("Rate exceeded");
        }
    }

    private Optional<Signal> read() {
        return new InferenceEndpointListing.EndpointReader(
                        sageMaker,
                        new AccessDeniedRecorder("inventory-endpoints", new SourceMeters(meters)::unavailable))
                .read(
                        Listings.of("inventory-endpoints"),
                        EndpointSummary.builder()
                                .endpointName("ranker")
                                .endpointArn(ARN)
                                .endpointStatus("InService")
                                .creationTime(CREATED)
                                .lastModifiedTime(CREATED.plusSeconds(60))
                                .build());
    }

    private double unavailable() {
        return meters.find("gleaner.collector.unavailable").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static RuntimeException gone() {
        return failure("ValidationException", "Could not find endpoint \"ranker\".");
    }

    private static RuntimeException failure(String code, String message) {
        return SageMakerException.builder()
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    /** SageMaker with one endpoint in it. */
    private static final class OneEndpoint implements SageMakerAsyncClient {

        private final Map<String, RuntimeException> failures = new HashMap<>();
        private boolean hasModels = true;
        private boolean isAsynchronous;
        private boolean isServerless;

        @Override
        public CompletableFuture<DescribeEndpointResponse> describeEndpoint(DescribeEndpointRequest request) {
            return answer(
                    "endpoint",
                    DescribeEndpointResponse.builder()
                            .endpointName(request.endpointName())
                            .endpointConfigName("ranker-7")
                            .asyncInferenceConfig(
                                    isAsynchronous
                                            ? AsyncInferenceConfig.builder().build()
                                            : null)
                            .productionVariants(
                                    isServerless
                                            ? variant -> variant.variantName("main")
                                                    .currentServerlessConfig(one -> one.memorySizeInMB(1024))
                                            : variant -> variant.variantName("main")
                                                    .currentInstanceCount(2)
                                                    .desiredInstanceCount(3),
                                    variant -> variant.variantName("small")
                                            .currentServerlessConfig(serverless -> serverless.memorySizeInMB(2048)))
                            .shadowProductionVariants(variant -> variant.variantName("next")
                                    .currentInstanceCount(1)
                                    .desiredInstanceCount(1))
                            .build());
        }

        @Override
        public CompletableFuture<DescribeEndpointConfigResponse> describeEndpointConfig(
                DescribeEndpointConfigRequest request) {
            assertThat(request.endpointConfigName()).isEqualTo("ranker-7");
            return answer(
                    "configuration",
                    DescribeEndpointConfigResponse.builder()
                            .productionVariants(
                                    variant -> variant.variantName("main")
                                            .modelName(hasModels ? "ranker-model" : null)
                                            .instanceType("ml.g5.xlarge"),
                                    variant -> variant.variantName("small").modelName("ranker-model"))
                            .shadowProductionVariants(
                                    variant -> variant.variantName("next").instanceType("ml.g6.xlarge"))
                            .build());
        }

        @Override
        public CompletableFuture<ListTagsResponse> listTags(ListTagsRequest request) {
            return answer(
                    "tags",
                    request.nextToken() == null
                            ? ListTagsResponse.builder()
                                    .tags(tag -> tag.key("team").value("vision"))
                                    .nextToken("more")
                                    .build()
                            : ListTagsResponse.builder()
                                    .tags(tag -> tag.key("owner").value("me"))
                                    .build());
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}

        private <T> CompletableFuture<T> answer(String asked, T answer) {
            RuntimeException failure = failures.get(asked);
            return failure == null
                    ? CompletableFuture.completedFuture(answer)
                    : CompletableFuture.failedFuture(failure);
        }
    }
}
