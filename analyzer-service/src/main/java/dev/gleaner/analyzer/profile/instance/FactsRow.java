package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Binary form of facts and changes. The size of a map counts from 1; null is 0. */
final class FactsRow {

    private FactsRow() {}

    static void write(RowBuffer row, InstanceFacts facts) {
        row.putOptionalText(facts.state());
        row.putOptionalText(facts.type());
        row.putOptionalText(facts.platform());
        row.putOptionalText(facts.tenancy());
        row.putOptionalText(facts.market());
        row.putOptionalText(facts.rootDevice());
        row.putOptionalText(facts.owner());
        row.putOptionalText(facts.creator());
        write(row, facts.tags());
    }

    static InstanceFacts readFacts(RowBuffer row) {
        String state = row.getOptionalText();
        String type = row.getOptionalText();
        String platform = row.getOptionalText();
        String tenancy = row.getOptionalText();
        String market = row.getOptionalText();
        String rootDevice = row.getOptionalText();
        String owner = row.getOptionalText();
        String creator = row.getOptionalText();
        return new InstanceFacts(state, type, platform, tenancy, market, rootDevice, owner, readMap(row), creator);
    }

    static void write(RowBuffer row, Change change) {
        row.putText(change.id());
        row.putText(change.kind().name());
        row.putOptionalText(change.actor());
        write(row, change.attributes());
    }

    /** A change without a time, which is written before it. */
    static Change readChange(RowBuffer row, long time) {
        String id = row.getText();
        Change.Kind kind = Change.Kind.valueOf(row.getText());
        String actor = row.getOptionalText();
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
            map.put(row.getText(), row.getText());
        }
        return map;
    }
}
