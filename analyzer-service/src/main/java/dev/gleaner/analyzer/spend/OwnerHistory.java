package dev.gleaner.analyzer.spend;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import dev.gleaner.analyzer.profile.BinaryRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who owned a resource from which day on, by the tags in its listings.
 *
 * @param owners the oldest first, at most {@link #LONGEST}
 */
record OwnerHistory(List<Owned> owners) {

    static final OwnerHistory NONE = new OwnerHistory(List.of());

    private static final int VERSION = 1;

    /** Bills are restated for some weeks; a resource whose tags change more often than that keeps its newest ones. */
    private static final int LONGEST = 16;

    OwnerHistory {
        owners = List.copyOf(owners);
    }

    /** With what a listing of a day shows; the same if that is known. */
    OwnerHistory with(long day, CostOwner owner) {
        int position = owners.size();
        while (position > 0 && owners.get(position - 1).day() > day) {
            position--;
        }
        CostOwner before = position == 0 ? null : owners.get(position - 1).owner();
        if (owner.equals(before)) {
            return this;
        }
        List<Owned> changed = new ArrayList<>(owners);
        if (position > 0 && owners.get(position - 1).day() == day) {
            changed.set(position - 1, new Owned(day, owner));
        } else {
            changed.add(position, new Owned(day, owner));
        }
        return new OwnerHistory(changed.subList(Math.max(0, changed.size() - LONGEST), changed.size()));
    }

    /** The owner as of a day: before the first listing the one that it shows. */
    CostOwner asOf(long day) {
        CostOwner owner = CostOwner.NONE;
        for (Owned owned : owners) {
            if (owned.day() <= day || owner.equals(CostOwner.NONE)) {
                owner = owned.owner();
            }
        }
        return owner;
    }

    byte[] encode() {
        return BinaryRow.encode(VERSION, row -> {
            row.writeUInt32NoTag(owners.size());
            for (Owned owned : owners) {
                row.writeSInt64NoTag(owned.day());
                write(row, owned.owner().team());
                write(row, owned.owner().project());
                write(row, owned.owner().environment());
                write(row, owned.owner().costCenter());
                write(row, owned.owner().service());
            }
        });
    }

    static OwnerHistory decode(byte @Nullable [] row) {
        return row == null ? NONE : BinaryRow.decode(row, VERSION, OwnerHistory::read);
    }

    private static OwnerHistory read(CodedInputStream row) throws IOException {
        int count = row.readUInt32();
        List<Owned> owners = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            owners.add(new Owned(
                    row.readSInt64(),
                    new CostOwner(readValue(row), readValue(row), readValue(row), readValue(row), readValue(row))));
        }
        return new OwnerHistory(owners);
    }

    private static void write(CodedOutputStream row, @Nullable String value) throws IOException {
        row.writeBoolNoTag(value != null);
        if (value != null) {
            row.writeStringNoTag(value);
        }
    }

    private static @Nullable String readValue(CodedInputStream row) throws IOException {
        return row.readBool() ? row.readString() : null;
    }

    /** An owner from a day on, in days since the epoch. */
    record Owned(long day, CostOwner owner) {}
}
