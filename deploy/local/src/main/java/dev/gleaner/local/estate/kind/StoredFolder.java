package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Equal objects below a prefix of a bucket, as its reports of S3 Inventory show them.
 *
 * @param prefix at any depth, with its last slash
 * @param objects number of objects with names of their own; absent for the keys that the bucket has below this prefix
 * @param size of an object, bytes
 * @param storageClass in the S3 API; {@code STANDARD} if absent
 * @param oldest when the first object was written
 * @param newest when the last one was written, the others evenly between; as the oldest if absent
 * @param oldVersions number of noncurrent versions of each object, as large as it and each written a day before the next
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredFolder(
        String prefix,
        @Nullable Integer objects,
        long size,
        String storageClass,
        EstateTime oldest,
        EstateTime newest,
        int oldVersions) {

    public StoredFolder {
        storageClass = storageClass == null ? "STANDARD" : storageClass;
        newest = newest == null ? oldest : newest;
    }

    /** The keys of the objects. Generated names contain a space, which reports encode. */
    public List<String> keys(EstateBucket bucket) {
        return objects == null
                ? bucket.keys(prefix)
                : IntStream.range(0, objects)
                        .mapToObj(number -> prefix + "part " + number)
                        .toList();
    }

    /** When the current version of each key was written, in the order of the keys, in an estate with this end. */
    public List<Instant> written(EstateBucket bucket, Instant end) {
        Instant first = oldest.resolve(end);
        Duration between = Duration.between(first, newest.resolve(end));
        int count = keys(bucket).size();
        return IntStream.range(0, count)
                .mapToObj(number -> count < 2
                        ? first
                        : first.plus(between.multipliedBy(number).dividedBy(count - 1)))
                .toList();
    }
}
