package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.contracts.signal.proto.PrefixSize;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The sample of the objects of a prefix in a report: those with the smallest hashes of their keys, and when they were written. */
final class ReportedSample {

    private final long[] keys;
    private final long[] written;
    private final boolean isComplete;

    private ReportedSample(long[] keys, long[] written, boolean isComplete) {
        this.keys = keys;
        this.written = written;
        this.isComplete = isComplete;
    }

    static ReportedSample of(PrefixSize size) {
        return new ReportedSample(
                size.getSampledKeysList().stream().mapToLong(Long::longValue).toArray(),
                size.getSampledWrittenList().stream().mapToLong(Long::longValue).toArray(),
                size.getSampledAll());
    }

    /** When an object was written, epoch milliseconds; empty if it is not in the sample. */
    OptionalLong written(long key) {
        int low = 0;
        int high = keys.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(keys[middle], key);
            if (order == 0) {
                return OptionalLong.of(written[middle]);
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return OptionalLong.empty();
    }

    /** Whether an object of the prefix would be in the sample if it had existed at the time of the report. */
    boolean covers(long key) {
        return isComplete || (keys.length > 0 && Long.compareUnsigned(key, keys[keys.length - 1]) <= 0);
    }

    /** The reason why the columns of a report are not a sample; null if they are. */
    static @Nullable String fault(PrefixSize size) {
        if (size.getSampledKeysCount() != size.getSampledWrittenCount()) {
            return "a sample needs a time for each object";
        }
        for (int index = 1; index < size.getSampledKeysCount(); index++) {
            if (Long.compareUnsigned(size.getSampledKeys(index - 1), size.getSampledKeys(index)) >= 0) {
                return "the hashes of a sample have to ascend";
            }
        }
        return null;
    }
}
