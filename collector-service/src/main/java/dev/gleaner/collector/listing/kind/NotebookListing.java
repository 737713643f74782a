package dev.gleaner.collector.listing.kind;

import static dev.gleaner.collector.aws.SdkValues.textOrEmpty;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.aws.AwsPaginator;
import dev.gleaner.collector.aws.RateLimitedAwsClients;
import dev.gleaner.collector.aws.SdkValues;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedMetrics;
import dev.gleaner.collector.listing.ListedMetricsConfig;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ListedResource;
import dev.gleaner.collector.listing.ListingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.metric.WantedMetric;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Inventory;
import dev.gleaner.contracts.signal.proto.Signal;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sagemaker.SageMakerAsyncClient;
import software.amazon.awssdk.services.sagemaker.model.DescribeNotebookInstanceResponse;
import software.amazon.awssdk.services.sagemaker.model.ListNotebookInstancesResponse;
import software.amazon.awssdk.services.sagemaker.model.NotebookInstanceSummary;

/** Lists notebook instances of SageMaker. Each is also described, because the listing does not contain the size of its volume. */
@Singleton
public record NotebookListing(RateLimitedAwsClients aws, Config config, MetricsConfig metricsConfig)
        implements KindListing {

    /**
     * CloudWatch has no metrics of notebook instances, except those that a CloudWatch agent on them publishes. Source of the namespace,
     * the names and the dimension: aws-samples/amazon-sagemaker-notebook-instance-lifecycle-config-samples, notebook-instance-monitor.
     */
    private static final String NAMESPACE = "SageMakerNotebookInstances";

    private static final WantedMetric CPU =
            WantedMetric.of(NAMESPACE, "cpu_usage_active", "Percent", "Average", "Maximum");

    private static final WantedMetric GPU =
            WantedMetric.of(NAMESPACE, "nvidia_smi_utilization_gpu", "Percent", "Average", "Maximum");

    /** The load of the processors and, of types with GPUs, that of these. */
    public static final MetricQueryPlan PLAN =
            MetricQueryPlan.of("get-metric-data-notebooks", Duration.ofHours(1), CPU, GPU);

    /** Page limit of SageMaker. */
    private static final int PAGE = 100;

    /** SageMaker reports a missing notebook instance with this text. */
    private static final String NOT_FOUND = "RecordNotFound";

    @Override
    public ListingCall listingCall() {
        return new ListingCall(ResourceKind.NOTEBOOK_INSTANCE, "sagemaker:ListNotebookInstances");
    }

    @Override
    public ListedRegion list(AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
        SageMakerAsyncClient sageMaker =
                aws.client(SageMakerAsyncClient.class, SageMakerAsyncClient::builder, awsAccountRegion);
        List<NotebookInstanceSummary> notebooks = AwsPaginator.readAll(
                token -> sageMaker.listNotebookInstances(
                        request -> request.maxResults(PAGE).nextToken(token)),
                ListNotebookInstancesResponse::nextToken,
                ListNotebookInstancesResponse::notebookInstances);
        List<Signal> signals = new ArrayList<>();
        List<NotebookInstance> read = new ArrayList<>();
        for (NotebookInstanceSummary notebook : notebooks) {
            read(sageMaker, denied, listing, notebook).ifPresent(signal -> {
                signals.add(signal);
                read.add(new NotebookInstance(Arn.parse(signal.getResource()), notebook.notebookInstanceName()));
            });
        }
        return ListedRegion.of(signals).with(NotebookInstance.class, read);
    }

    @Override
    public List<ListedMetrics<?>> metrics() {
        return List.of(
                new ListedMetrics<>(PLAN, metricsConfig, NotebookInstance.class, NotebookInstance::metricTargets));
    }

    /** The signal of a listed notebook instance; empty if it no longer exists. */
    static Optional<Signal> read(
            SageMakerAsyncClient sageMaker,
            AccessDeniedRecorder denied,
            RegionListing listing,
            NotebookInstanceSummary notebook) {
        Inventory.Builder inventory = Inventory.newBuilder()
                .setState(textOrEmpty(notebook.notebookInstanceStatusAsString()))
                .setType(textOrEmpty(notebook.instanceTypeAsString()));
        if (notebook.creationTime() != null) {
            inventory.setCreated(notebook.creationTime().toEpochMilli());
        }
        if (notebook.lastModifiedTime() != null) {
            inventory.setModified(notebook.lastModifiedTime().toEpochMilli());
        }
        String resource = "Notebook instance " + notebook.notebookInstanceName();
        SageMakerReader reader = new SageMakerReader(sageMaker, denied, NOT_FOUND);
        try {
            denied.permitted(
                            resource,
                            "sagemaker:DescribeNotebookInstance",
                            () -> AwsFutures.await(sageMaker.describeNotebookInstance(
                                    request -> request.notebookInstanceName(notebook.notebookInstanceName()))))
                    .map(DescribeNotebookInstanceResponse::volumeSizeInGB)
                    .ifPresent(size -> inventory.setSize(SdkValues.gibibytes(size)));
            reader.addTags(inventory, resource, notebook.notebookInstanceArn());
        } catch (SdkException e) {
            if (reader.isGone(e)) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(listing.signal(arn(notebook), inventory.build()));
    }

    /** In lower case, as names are not told apart by their case, so that it is the one of the calls in a trail. */
    private static Arn arn(NotebookInstanceSummary notebook) {
        Arn arn = Arn.parse(notebook.notebookInstanceArn());
        return new Arn(
                arn.partition(),
                arn.service(),
                arn.region(),
                arn.account(),
                arn.resource().toLowerCase(Locale.ROOT));
    }

    /**
     * A notebook instance.
     *
     * @param name as it was created: its ARN is in lower case
     */
    public record NotebookInstance(Arn arn, String name) implements ListedResource {

        @Override
        public String id() {
            return arn.id();
        }

        /** What its metrics are requested of. */
        Stream<MetricTarget> metricTargets() {
            return Stream.of(MetricTarget.of(id(), arn, Map.of("notebook_instance_name", name)));
        }
    }

    /** SageMaker notebook instances. */
    @ConfigMapping(prefix = "collector.inventory.notebooks")
    public interface Config extends ListingConfig {

        /** Time between two listings: one that nobody opens in half a day is to be found on that day. */
        @Override
        @WithDefault("PT6H")
        Duration interval();
    }

    /** The load of notebook instances on which a CloudWatch agent runs. */
    @ConfigMapping(prefix = "collector.get-metric-data.notebooks")
    public interface MetricsConfig extends ListedMetricsConfig {

        /** Time between two requests for notebook instances; each request covers all hours since the previous one. */
        @Override
        @WithDefault("PT6H")
        Duration interval();
    }
}
