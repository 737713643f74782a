package dev.gleaner.collector.source.inventory.storage;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsFutures;
import dev.gleaner.collector.source.inventory.InventoryConfig;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.IncompleteUploads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * Reads the uploads of buckets that were begun and neither completed nor aborted, and what the parts of the oldest ones
 * store. A bucket is asked once a day, because rules about uploads count in days and each request costs.
 */
final class IncompleteUploadReader {

    private static final Duration AGAIN = Duration.ofDays(1);

    private static final String LIST = "s3:ListBucketMultipartUploads";
    private static final String PARTS = "s3:ListMultipartUploadParts";
    private static final String NO_UPLOAD = "NoSuchUpload";

    private final InventoryConfig.Buckets config;
    private final AccessDeniedRecorder accessDeniedRecorder;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    IncompleteUploadReader(InventoryConfig.Buckets config, AccessDeniedRecorder accessDeniedRecorder, Clock clock) {
        this.config = config;
        this.accessDeniedRecorder = accessDeniedRecorder;
        this.clock = clock;
    }

    /** Uploads of a bucket as of at most a day ago; empty if they are not listed, or can't be. */
    Optional<IncompleteUploads> read(S3AsyncClient s3, String bucket) {
        Instant now = clock.instant();
        Known before = known.get(bucket);
        if (before != null && before.asOf().plus(AGAIN).isAfter(now)) {
            return Optional.of(before.uploads());
        }
        known.remove(bucket);
        if (config.uploads() <= 0) {
            return Optional.empty();
        }
        try {
            IncompleteUploads uploads = new BucketUploads(s3, bucket).read(now);
            known.put(bucket, new Known(now, uploads));
            return Optional.of(uploads);
        } catch (SdkException e) {
            // The other properties of the bucket do not depend on its uploads.
            accessDeniedRecorder.record("Incomplete uploads of bucket " + bucket, LIST, e);
            return Optional.empty();
        }
    }

    private record Known(Instant asOf, IncompleteUploads uploads) {}

    /** Reads the uploads of one bucket. */
    private final class BucketUploads {

        private final S3AsyncClient s3;
        private final String bucket;

        BucketUploads(S3AsyncClient s3, String bucket) {
            this.s3 = s3;
            this.bucket = bucket;
        }

        IncompleteUploads read(Instant now) {
            List<MultipartUpload> uploads = new ArrayList<>(list());
            uploads.sort(Comparator.comparing(upload -> initiated(upload, now)));
            UploadHistogram histogram = new UploadHistogram(now);
            Set<MultipartUpload> gone = new HashSet<>();
            boolean areMeasured = true;
            for (MultipartUpload upload : uploads.subList(0, Math.min(uploads.size(), config.measuredUploads()))) {
                if (!areMeasured) {
                    break;
                }
                try {
                    OptionalLong bytes = bytes(upload);
                    if (bytes.isPresent()) {
                        histogram.measure(initiated(upload, now), bytes.getAsLong());
                    } else {
                        gone.add(upload);
                    }
                } catch (SdkException e) {
                    accessDeniedRecorder.record("Parts of uploads of bucket " + bucket, PARTS, e);
                    areMeasured = false;
                }
            }
            uploads.stream()
                    .filter(upload -> !gone.contains(upload))
                    .forEach(upload -> histogram.count(initiated(upload, now)));
            return histogram.message();
        }

        /** All uploads, or the first ones in the order of keys up to the limit. */
        private List<MultipartUpload> list() {
            List<MultipartUpload> uploads = new ArrayList<>();
            Marker marker = Marker.NONE;
            do {
                Marker from = marker;
                ListMultipartUploadsResponse page = AwsFutures.await(s3.listMultipartUploads(
                        request -> request.bucket(bucket).keyMarker(from.key()).uploadIdMarker(from.upload())));
                uploads.addAll(page.uploads());
                marker = Boolean.TRUE.equals(page.isTruncated())
                        ? new Marker(page.nextKeyMarker(), page.nextUploadIdMarker())
                        : Marker.NONE;
            } while (marker.key() != null && uploads.size() < config.uploads());
            return uploads.subList(0, Math.min(uploads.size(), config.uploads()));
        }

        /** Bytes of all parts; empty if the upload was completed or aborted after the listing. */
        private OptionalLong bytes(MultipartUpload upload) {
            long bytes = 0;
            Integer marker = null;
            try {
                do {
                    Integer from = marker;
                    ListPartsResponse page = AwsFutures.await(s3.listParts(request -> request.bucket(bucket)
                            .key(upload.key())
                            .uploadId(upload.uploadId())
                            .partNumberMarker(from)));
                    bytes += page.parts().stream()
                            .map(Part::size)
                            .mapToLong(size -> size == null ? 0 : size)
                            .sum();
                    marker = Boolean.TRUE.equals(page.isTruncated()) ? page.nextPartNumberMarker() : null;
                } while (marker != null);
            } catch (SdkException e) {
                if (AccessDeniedRecorder.errorCode(e).equals(NO_UPLOAD)) {
                    return OptionalLong.empty();
                }
                throw e;
            }
            return OptionalLong.of(bytes);
        }

        /** An upload of unknown age counts as new. */
        private static Instant initiated(MultipartUpload upload, Instant now) {
            return upload.initiated() == null ? now : upload.initiated();
        }

        /** Place in the listing after which the next page begins. */
        private record Marker(
                @Nullable String key, @Nullable String upload) {

            static final Marker NONE = new Marker(null, null);
        }
    }

    /** Uploads by the bins of {@link ObjectHistogramBins}. */
    private static final class UploadHistogram {

        private static final List<Integer> AGES = ObjectHistogramBins.ageSteps();

        private final Instant now;
        private final long[] uploads = new long[AGES.size()];
        private final long[] measured = new long[AGES.size()];
        private final long[] bytes = new long[AGES.size()];

        UploadHistogram(Instant now) {
            this.now = now;
        }

        void count(Instant initiated) {
            uploads[bin(initiated)]++;
        }

        void measure(Instant initiated, long ofParts) {
            measured[bin(initiated)]++;
            bytes[bin(initiated)] += ofParts;
        }

        IncompleteUploads message() {
            IncompleteUploads.Builder message = IncompleteUploads.newBuilder();
            for (int age = 0; age < uploads.length; age++) {
                if (uploads[age] > 0) {
                    message.addAgeDays(AGES.get(age))
                            .addUploads(uploads[age])
                            .addBytes(bytes[age])
                            .addMeasured(measured[age]);
                }
            }
            return message.build();
        }

        private int bin(Instant initiated) {
            return ObjectHistogramBins.ageBinOf(Duration.between(initiated, now).toDays());
        }
    }
}
