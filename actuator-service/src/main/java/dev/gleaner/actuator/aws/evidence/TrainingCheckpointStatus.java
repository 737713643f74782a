package dev.gleaner.actuator.aws.evidence;

import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.AwsError;
import dev.gleaner.actuator.reactive.ContextBoundUni;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The newest checkpoint of an instance, as far as it is known. */
public sealed interface TrainingCheckpointStatus {

    /** The tags of the instance name no location of checkpoints. */
    record None() implements TrainingCheckpointStatus {}

    /** Time at which the newest object in the location was written. */
    record Newest(Instant at) implements TrainingCheckpointStatus {}

    /** The location could not be read. */
    record Unreadable(String why) implements TrainingCheckpointStatus {}

    /** Finds the newest checkpoint below a prefix of a bucket, by a limited number of ListObjectsV2 calls of 1,000 objects. */
    @ApplicationScoped
    public static class Reader {

        private static final Pattern PLACE = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.*)");
        private static final int PAGES = 10;

        private final ActuatorAwsClients clients;

        Reader(ActuatorAwsClients clients) {
            this.clients = clients;
        }

        /**
         * The newest checkpoint in this location, requested in this region. If S3 refuses the request, the result is
         * {@link Unreadable}; a transient error is a failure, so that the call is tried again.
         */
        public Uni<TrainingCheckpointStatus> newest(String place, String region) {
            Matcher matcher = PLACE.matcher(place.strip());
            if (!matcher.matches()) {
                return Uni.createFrom()
                        .item(new TrainingCheckpointStatus.Unreadable(
                                place + " is not of the form s3://bucket/prefix/"));
            }
            ListObjectsV2Request request = ListObjectsV2Request.builder()
                    .bucket(matcher.group(1))
                    .prefix(matcher.group(2))
                    .build();
            return page(request, region, Optional.empty(), 1)
                    .onFailure(failure -> AwsError.isOne(failure) && isAnswer(AwsError.of(failure)))
                    .recoverWithItem(failure -> new TrainingCheckpointStatus.Unreadable(
                            place + ": " + AwsError.of(failure).text()));
        }

        /** A missing bucket also counts as an answer: it contains no checkpoint. */
        private static boolean isAnswer(AwsError awsError) {
            return !awsError.isRetryable() || awsError.kind() == AwsError.Kind.GONE;
        }

        private Uni<TrainingCheckpointStatus> page(
                ListObjectsV2Request request, String region, Optional<Instant> before, int number) {
            return ContextBoundUni.onWorker(() -> clients.s3(region).listObjectsV2(request))
                    .flatMap(answer -> {
                        Optional<Instant> newest = Stream.concat(before.stream(), newest(answer).stream())
                                .max(Comparator.naturalOrder());
                        String token = answer.nextContinuationToken();
                        if (!Boolean.TRUE.equals(answer.isTruncated())) {
                            return Uni.createFrom().item(found(request, newest));
                        }
                        return number == PAGES
                                ? Uni.createFrom().item(tooMany(request))
                                : page(after(request, token), region, newest, number + 1);
                    });
        }

        private static ListObjectsV2Request after(ListObjectsV2Request request, @Nullable String token) {
            return request.toBuilder().continuationToken(token).build();
        }

        /** A key that ends in a slash is a folder that was created by hand, not a checkpoint. */
        private static Optional<Instant> newest(ListObjectsV2Response answer) {
            return answer.contents().stream()
                    .filter(object -> !object.key().endsWith("/"))
                    .map(S3Object::lastModified)
                    .max(Comparator.naturalOrder());
        }

        private static TrainingCheckpointStatus found(ListObjectsV2Request request, Optional<Instant> newest) {
            return newest.<TrainingCheckpointStatus>map(TrainingCheckpointStatus.Newest::new)
                    .orElseGet(() -> new TrainingCheckpointStatus.Unreadable(place(request) + " holds none"));
        }

        private static TrainingCheckpointStatus tooMany(ListObjectsV2Request request) {
            return new TrainingCheckpointStatus.Unreadable(
                    place(request) + " holds more than " + PAGES * 1000 + " objects: name a narrower prefix");
        }

        private static String place(ListObjectsV2Request request) {
            return "s3://" + request.bucket() + "/" + request.prefix();
        }
    }
}
