package dev.gleaner.analyzer.profile.instance;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Binary form of facts and changes. The size of a map counts from 1; null is 0. */
final class FactsRow {

    private FactsRow() {}

    static void write(RowBuffer row, InstanceFacts facts) {
        row.putText(facts.state());
        row.putText(facts.type());
        row.putText(facts.platform());
        row.putText(facts.tenancy());
        row.putText(facts.market());
        row.putText(facts.rootDevice());
        row.putText(facts.owner());
        row.putText(facts.creator());
        write(row, facts.tags());
    }

    static InstanceFacts readFacts(RowBuffer row) {
        String state = row.getText();
        String type = row.getText();
        String platform = row.getText();
        String tenancy = row.getText();
        String market = row.getText();
        String rootDevice = row.getText();
        String owner = row.getText();
        String creator = row.getText();
        return new InstanceFacts(state, type, platform, tenancy, market, rootDevice, owner, readMap(row), creator);
    }

    static void write(RowBuffer row, Change change) {
        row.putText(change.id());
        row.putText(change.kind().name());
        row.putText(change.actor());
        write(row, change.attributes());
    }

    /** A change without a time, which is written before it. */
    static Change readChange(RowBuffer row, long time) {
        String id = readNonNull(row);
        Change.Kind kind = Change.Kind.valueOf(readNonNull(row));
        String actor = row.getText();
        Map<String, String> attributes = readMap(row);
        return new Change(time, id, kind, attributes == null ? Map.of() : attributes, actor);
    }

    static void write(RowBuffer row, @Nullable Map<String, String> map) {
        row.putNumber(map == null ? 0 : map.size() + 1L);
        if (map != null) {
            map.forEach((key, value) -> {
                row.putText(key);
                row.putText(value);
            });
        }
    }

    static @Nullable Map<String, String> readMap(RowBuffer row) {
        int size = (int) row.getNumber() - 1;
        if (size < 0) {
            return null;
        }
        Map<String, String> map = new TreeMap<>();
        for (int index = 0; index < size; index++) {
            map.put(readNonNull(row), readNonNull(row));
        }
        return map;
    }

    private static String readNonNull(RowBuffer row) {
        String text = row.getText();
        if (text == null) {
            throw new IllegalStateException("a text is missing in a row of facts");
        }
        return text;
    }
}
