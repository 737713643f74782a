package dev.gleaner.analyzer.profile.prefix;

import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.contracts.signal.ObjectHistogramBins;
import dev.gleaner.contracts.signal.proto.Checkpoint;
import dev.gleaner.contracts.signal.proto.CheckpointBytes;
import dev.gleaner.contracts.signal.proto.CheckpointRun;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.StoredObjects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds contradictions in a prefix of a report. Costs are sums over its cells, so that these have to be all objects. */
public final class ReportCheck {

    private static final Set<Integer> AGES = Set.copyOf(ObjectHistogramBins.ageSteps());

    private ReportCheck() {}

    /** Throws when a prefix contradicts itself. */
    public static void check(PrefixSize size) throws MalformedSignalException {
        String fault = fault(size);
        if (fault != null) {
            throw new MalformedSignalException(fault);
        }
    }

    /** A name without its end may be the beginning of another one. */
    private static @Nullable String fault(CheckpointRun run) {
        long bytes = 0;
        for (Checkpoint checkpoint : run.getCheckpointsList()) {
            String name = checkpoint.getName();
            if (!(name.endsWith("/") || name.endsWith(".")) || checkpoint.getWritten() > run.getWritten()) {
                return "a checkpoint has a name that ends, and is no newer than its run";
            }
            for (CheckpointBytes stored : checkpoint.getStoredList()) {
                if (stored.getObjects() <= 0 || stored.getBytes() < 0) {
                    return "a checkpoint consists of objects";
                }
                bytes += stored.getBytes();
            }
        }
        return bytes > run.getBytes() ? "the checkpoints of a run have more bytes than the run" : null;
    }

    private static @Nullable String fault(PrefixSize size) {
        long objects = 0;
        long bytes = 0;
        for (StoredObjects stored : size.getStoredList()) {
            int cells = stored.getAgeDaysCount();
            if (stored.getSizeBitsCount() != cells
                    || stored.getObjectsCount() != cells
                    || stored.getBytesCount() != cells) {
                return "a histogram needs columns of the same length";
            }
            for (int cell = 0; cell < cells; cell++) {
                if (stored.getObjects(cell) <= 0
                        || stored.getBytes(cell) < 0
                        || !AGES.contains(stored.getAgeDays(cell))) {
                    return "a cell of a histogram needs objects, and one of the age steps";
                }
                objects += stored.getObjects(cell);
                bytes += stored.getBytes(cell);
            }
        }
        if (objects != size.getObjects() || bytes != size.getBytes()) {
            return "the cells of a histogram have " + objects + " objects of " + bytes + " bytes, and the prefix "
                    + size.getObjects() + " of " + size.getBytes();
        }
        for (CheckpointRun run : size.getRunsList()) {
            String fault = fault(run);
            if (fault != null) {
                return fault;
            }
        }
        return ReportedSample.fault(size);
    }
}
