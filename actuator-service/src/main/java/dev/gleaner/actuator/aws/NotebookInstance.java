package dev.gleaner.actuator.aws;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.AcceleratedSeries;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.CloudTrailAsyncClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataQuery;
import software.amazon.awssdk.services.cloudwatch.model.StatusCode;
import software.amazon.awssdk.services.sagemaker.model.DescribeNotebookInstanceResponse;
import software.amazon.awssdk.services.sagemaker.model.Tag;

/**
 * Properties of a notebook instance of SageMaker on which a plan is based. Its ARN is
 * {@code arn:aws:sagemaker:REGION:ACCOUNT:notebook-instance/NAME}, in lower case.
 *
 * @param name as it was created
 * @param status in SageMaker's terms: Pending, InService, Stopping, Stopped, Failed, Deleting, Updating
 * @param created epoch milliseconds; tells it from another notebook instance of the same name
 * @param modified its last change, also its last start or stop; epoch milliseconds
 * @param lifecycle name of the configuration whose scripts run when it is started; absent if it has none
 */
public record NotebookInstance(
        String name,
        String status,
        String type,
        long created,
        long modified,
        @Nullable String lifecycle,
        Map<String, String> tags)
        implements ResourceSnapshot {

    /** What the actuator knows of its kind. */
    public static final TargetType<NotebookInstance, Observation> TYPE =
            TargetType.of(ResourceKind.NOTEBOOK_INSTANCE, NotebookInstance.class, Observation.class, Describer::new);

    public static final String IN_SERVICE = "InService";
    public static final String STOPPED = "Stopped";
    public static final String STOPPING = "Stopping";
    public static final String PENDING = "Pending";
    public static final String FAILED = "Failed";

    public NotebookInstance {
        tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    }

    @Override
    public Optional<String> planningObstacle() {
        return status.equals(IN_SERVICE)
                ? Optional.empty()
                : Optional.of("the notebook instance is " + status + ", not " + IN_SERVICE);
    }

    @Override
    public Optional<String> changedSince(ResourceSnapshot planned) {
        if (planned instanceof NotebookInstance before) {
            if (before.created != created) {
                return Optional.of("the notebook instance was created again since the plan");
            }
            if (!before.status.equals(status)) {
                return Optional.of("the notebook instance is " + status + ", planned was " + before.status);
            }
            if (before.modified != modified) {
                return Optional.of("the notebook instance was started or changed since the plan");
            }
        }
        return planned.equals(this)
                ? Optional.empty()
                : Optional.of("the tags or settings of the notebook instance changed since the plan");
    }

    /**
     * Description of a notebook instance by SageMaker at one time.
     *
     * @param notebook absent when SageMaker answered that there is none of its name
     */
    public record Observation(@Nullable NotebookInstance notebook) implements ResourceObservation {

        @Override
        public ResourceSnapshot subject() {
            return notebook == null ? new ResourceSnapshot.NotFound(ResourceKind.NOTEBOOK_INSTANCE) : notebook;
        }

        @Override
        public String state() {
            return notebook == null ? ResourceSnapshot.NotFound.STATE : notebook.status();
        }

        @Override
        public String sentence() {
            return "the notebook instance is " + state();
        }
    }

    /** Describes a notebook instance and its tags. */
    record Describer(ActuatorAwsClients clients) implements ResourceDescriber.KindDescriber {

        /** SageMaker answers like this, by the code of an invalid request, if there is no notebook instance of a name. */
        private static final String NOT_FOUND = "ValidationException: RecordNotFound";

        private SageMakerAnswers answers() {
            return new SageMakerAnswers(clients, NOT_FOUND);
        }

        /**
         * The current description by SageMaker. The observation has no notebook instance only if SageMaker answers that there is none of
         * its name. An answer about another one gives an empty result and proves nothing; any other error is a failure.
         */
        @Override
        public Uni<Optional<ResourceObservation>> describe(Arn arn) {
            return answers()
                    .foundOrGone(ContextBoundUni.onWorker(() -> clients.sageMakerWithRetry(arn)
                            .describeNotebookInstance(request -> request.notebookInstanceName(arn.id()))))
                    .flatMap(said -> {
                        if (said.isEmpty()) {
                            return Uni.createFrom().item(Optional.of(new Observation(null)));
                        }
                        DescribeNotebookInstanceResponse shown = said.get();
                        // The case of names is kept, but not told apart.
                        return arn.toString().equalsIgnoreCase(shown.notebookInstanceArn())
                                ? answers()
                                        .foundOrGone(answers().tags(arn, shown.notebookInstanceArn()))
                                        .map(found -> found.map(tags -> new Observation(notebook(shown, tags))))
                                : Uni.createFrom().item(Optional.empty());
                    });
        }

        private static NotebookInstance notebook(DescribeNotebookInstanceResponse shown, List<Tag> tags) {
            return new NotebookInstance(
                    shown.notebookInstanceName(),
                    String.valueOf(shown.notebookInstanceStatusAsString()),
                    String.valueOf(shown.instanceTypeAsString()),
                    millis(shown.creationTime()),
                    millis(shown.lastModifiedTime()),
                    shown.notebookInstanceLifecycleConfigName(),
                    tags.stream().collect(Collectors.toMap(Tag::key, Tag::value, (one, other) -> other)));
        }

        private static long millis(@Nullable Instant time) {
            return time == null ? 0 : time.toEpochMilli();
        }
    }

    /**
     * Reads right before a call what was done to a notebook instance: the calls for its URL and for its start from the event history of
     * CloudTrail, which has them after some minutes and for 90 days, and the load that an agent on it publishes.
     */
    public record UseReader(ActuatorAwsClients clients) {

        /** Time over which it must not have been used: the session of a person who opened it ends after that by default. */
        public static final Duration WINDOW = Duration.ofHours(12);

        private static final Duration HISTORY = Duration.ofDays(89);
        private static final Duration PERIOD = Duration.ofHours(1);
        private static final String NAMESPACE = "SageMakerNotebookInstances";
        private static final String CPU = "cpu";
        private static final String GPU = "gpu";

        /** Calls that are read at most: more of them, of all notebook instances of the account and region, prove nothing. */
        private static final int MOST_CALLS = 500;

        /** Why it has to be taken as used; empty if it is known not to be. */
        public Uni<Optional<String>> objection(Instant now, Arn arn, NotebookInstance notebook) {
            return called("CreatePresignedNotebookInstanceUrl", "opened", now.minus(WINDOW), now, arn, notebook)
                    .flatMap(opened -> opened.isPresent()
                            ? Uni.createFrom().item(opened)
                            : load(now, arn, notebook).map(load -> load.objection()));
        }

        /** Why it has to be taken as started since its last change before the plan; empty if it is known not to be. */
        public Uni<Optional<String>> startedSince(Instant now, Arn arn, NotebookInstance planned) {
            Instant changed = Instant.ofEpochMilli(planned.modified());
            Instant oldest = now.minus(HISTORY);
            return called(
                    "StartNotebookInstance", "started", changed.isBefore(oldest) ? oldest : changed, now, arn, planned);
        }

        private Uni<Optional<String>> called(
                String call, String done, Instant from, Instant to, Arn arn, NotebookInstance notebook) {
            LookupEventsRequest request = LookupEventsRequest.builder()
                    .startTime(from)
                    .endTime(to)
                    .lookupAttributes(attribute -> attribute
                            .attributeKey(LookupAttributeKey.EVENT_NAME)
                            .attributeValue(call))
                    .build();
            return called(request, arn, event -> isOf(event, notebook.name()), 0)
                    .map(found -> found.map(when -> "the notebook instance was " + done + when));
        }

        private Uni<Optional<String>> called(LookupEventsRequest request, Arn arn, Predicate<Event> isOf, int before) {
            return ContextBoundUni.onWorker(
                            () -> clients.forReading(CloudTrailAsyncClient.class, CloudTrailAsyncClient::builder, arn)
                                    .lookupEvents(request))
                    .flatMap(page -> {
                        Optional<String> found = page.events().stream()
                                .filter(isOf)
                                .findFirst()
                                .map(event -> " at " + event.eventTime());
                        int read = before + page.events().size();
                        if (found.isPresent() || page.nextToken() == null) {
                            return Uni.createFrom().item(found);
                        }
                        return read >= MOST_CALLS
                                ? Uni.createFrom()
                                        .item(Optional.of(", as far as is known: CloudTrail has more than " + MOST_CALLS
                                                + " calls for notebook instances"))
                                : called(
                                        request.toBuilder()
                                                .nextToken(page.nextToken())
                                                .build(),
                                        arn,
                                        isOf,
                                        read);
                    });
        }

        /** Whether a call that did not fail is of a notebook instance, or it cannot be read of which one. */
        static boolean isOf(Event event, String name) {
            try {
                JsonNode call = Json.read(event.cloudTrailEvent(), JsonNode.class);
                JsonNode requested = call.path("requestParameters").path("notebookInstanceName");
                return !call.hasNonNull("errorCode")
                        && (!requested.isTextual() || requested.asText().equalsIgnoreCase(name));
            } catch (RuntimeException unreadable) {
                return true;
            }
        }

        private Uni<Load> load(Instant now, Arn arn, NotebookInstance notebook) {
            Instant begin = now.truncatedTo(ChronoUnit.HOURS).minus(WINDOW);
            boolean hasGpus = AcceleratedSeries.hasType(notebook.type());
            Dimension dimension = CloudWatchMetrics.dimension("notebook_instance_name", notebook.name());
            List<MetricDataQuery> queries = new ArrayList<>();
            queries.add(CloudWatchMetrics.query(CPU, NAMESPACE, "cpu_usage_active", "Maximum", PERIOD, dimension));
            if (hasGpus) {
                queries.add(CloudWatchMetrics.query(
                        GPU, NAMESPACE, "nvidia_smi_utilization_gpu", "Maximum", PERIOD, dimension));
            }
            return CloudWatchMetrics.read(clients, arn, begin, now, queries)
                    .map(answer -> load(answer, begin, hasGpus));
        }

        static Load load(GetMetricDataResponse answer, Instant begin, boolean hasGpus) {
            boolean isWhole = answer.nextToken() == null
                    && answer.metricDataResults().stream()
                            .allMatch(result -> result.statusCode() == StatusCode.COMPLETE);
            TreeMap<Instant, Double> cpu = byHour(answer, CPU);
            TreeMap<Instant, Double> gpu = byHour(answer, GPU);
            long known = Stream.iterate(begin, hour -> hour.plus(PERIOD))
                    .limit(WINDOW.toHours())
                    .filter(hour -> cpu.containsKey(hour) && (!hasGpus || gpu.containsKey(hour)))
                    .count();
            return new Load(most(cpu), most(gpu), isWhole ? known : 0);
        }

        private static TreeMap<Instant, Double> byHour(GetMetricDataResponse answer, String id) {
            TreeMap<Instant, Double> hours = new TreeMap<>();
            CloudWatchMetrics.forEachPoint(
                    answer, id, (time, load) -> hours.merge(time.truncatedTo(ChronoUnit.HOURS), load, Math::max));
            return hours;
        }

        private static double most(Map<Instant, Double> loads) {
            return loads.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
        }

        /**
         * Load of the last hours.
         *
         * @param cpu percent, of the busiest minute, the current hour included
         * @param gpu the same; 0 without GPUs
         * @param hours number of whole hours that are known
         */
        record Load(double cpu, double gpu, long hours) {

            /** The limits of the rule. */
            private static final double BUSY = 30;

            private static final double BUSY_GPU = 5;

            /** Why the notebook instance has to be taken as working; empty when each hour is known and quiet. */
            Optional<String> objection() {
                if (cpu >= BUSY || gpu >= BUSY_GPU) {
                    return Optional.of(String.format(
                            Locale.ROOT,
                            "the notebook instance worked in the last %d hours: its processors up to %.0f %%, its GPUs up to %.0f %%",
                            WINDOW.toHours(),
                            cpu,
                            gpu));
                }
                return hours < WINDOW.toHours()
                        ? Optional.of("CloudWatch shows the load of only " + hours + " of the last " + WINDOW.toHours()
                                + " hours: it is not known whether the notebook instance works")
                        : Optional.empty();
            }
        }
    }
}
