package dev.gleaner.collector.listing.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.source.SourceMeters;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeNotebookInstanceRequest;
import software.amazon.awssdk.services.sagemaker.model.DescribeNotebookInstanceResponse;
import software.amazon.awssdk.services.sagemaker.model.ListTagsRequest;
import software.amazon.awssdk.services.sagemaker.model.ListTagsResponse;
import software.amazon.awssdk.services.sagemaker.model.NotebookInstanceSummary;
import software.amazon.awssdk.services.sagemaker.model.SageMakerException;

class NotebookListingTest {

    private static final String BEFORE_NAME = "arn:aws:sagemaker:eu-west-3:111122223333:notebook-instance/";
    private static final Instant CREATED = Instant.parse("2026-01-05T08:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OneNotebook sageMaker = new OneNotebook();

    @Test
    void shouldTellWhatANotebookIs() {
        Signal signal = read().orElseThrow();

        assertThat(signal.getResource()).isEqualTo(BEFORE_NAME + "research-a");
        Inventory notebook = signal.getInventory();
        assertThat(notebook.getState()).isEqualTo("InService");
        assertThat(notebook.getType()).isEqualTo("ml.g5.xlarge");
        assertThat(notebook.getSize()).isEqualTo(50L << 30);
        assertThat(notebook.getCreated()).isEqualTo(CREATED.toEpochMilli());
        assertThat(notebook.getModified()).isEqualTo(CREATED.plusSeconds(60).toEpochMilli());
        assertThat(notebook.getTagsMap()).containsOnly(Map.entry("team", "vision"));
    }

    @Test
    void shouldLeaveOutWhatItMayNotSee() {
        sageMaker.failures.put("tags", failure("AccessDeniedException", "no"));
        sageMaker.failures.put("notebook", failure("AccessDeniedException", "no"));

        Inventory notebook = read().orElseThrow().getInventory();

        assertThat(notebook.getType()).isEqualTo("ml.g5.xlarge");
        assertThat(notebook.hasSize()).isFalse();
        assertThat(notebook.getTagsUnknown()).isTrue();
        assertThat(meters.find("gleaner.collector.unavailable").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void shouldSayNothingOfANotebookThatWasDeletedMeanwhile() {
        sageMaker.failures.put("notebook", failure("ValidationException", "RecordNotFound"));

        assertThat(read()).isEmpty();
    }

    @Test
    void shouldFailWhereItIsNotAnswered() {
        for (String asked : new String[] {"notebook", "tags"}) {
            sageMaker.failures.clear();
            sageMaker.failures.put(asked, failure("ThrottlingException", "Rate exceeded"));

            assertThatThrownBy(this::read).as(asked).hasMessageContaining("Rate exceeded");
        }
    }

    /** The agent publishes the name as it was created, the ARN has it in lower case. */
    @Test
    void shouldRequestTheLoadOfThatNotebook() {
        NotebookListing.NotebookInstance notebook =
                new NotebookListing.NotebookInstance(Arn.parse(BEFORE_NAME + "research-a"), "Research-A");

        assertThat(notebook.metricTargets()).singleElement().satisfies(target -> {
            assertThat(target.resource()).isEqualTo(notebook.arn());
            assertThat(target.dimensions()).containsExactly(Map.entry("notebook_instance_name", "Research-A"));
        });
    }

    private Optional<Signal> read() {
        return NotebookListing.read(
                sageMaker,
                new AccessDeniedRecorder("inventory-notebooks", new SourceMeters(meters)::unavailable),
                Listings.of("inventory-notebooks"),
                NotebookInstanceSummary.builder()
                        .notebookInstanceName("Research-A")
                        .notebookInstanceArn(BEFORE_NAME + "Research-A")
                        .notebookInstanceStatus("InService")
                        .instanceType("ml.g5.xlarge")
                        .creationTime(CREATED)
                        .lastModifiedTime(CREATED.plusSeconds(60))
                        .build());
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

    /** SageMaker with one notebook instance in it. */
    private static final class OneNotebook implements SageMakerAsyncClient {

        private final Map<String, RuntimeException> failures = new HashMap<>();

        @Override
        public CompletableFuture<DescribeNotebookInstanceResponse> describeNotebookInstance(
                DescribeNotebookInstanceRequest request) {
            return answer(
                    "notebook",
                    DescribeNotebookInstanceResponse.builder()
                            .volumeSizeInGB(50)
                            .build());
        }

        @Override
        public CompletableFuture<ListTagsResponse> listTags(ListTagsRequest request) {
            return answer(
                    "tags",
                    ListTagsResponse.builder()
                            .tags(tag -> tag.key("team").value("vision"))
                            .build());
        }

        private <T> CompletableFuture<T> answer(String asked, T answer) {
            RuntimeException failure = failures.get(asked);
            return failure == null
                    ? CompletableFuture.completedFuture(answer)
                    : CompletableFuture.failedFuture(failure);
        }

        @Override
        public String serviceName() {
            return "SageMaker";
        }

        @Override
        public void close() {}
    }
}
