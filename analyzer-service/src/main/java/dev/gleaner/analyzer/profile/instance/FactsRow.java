package dev.gleaner.analyzer.profile.instance;

import dev.gleaner.analyzer.profile.RowBuffer;
import java.util.ArrayList;
import java.util.List;
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
        writeStopped(row, facts.stopped());
    }

    static InstanceFacts readFacts(RowBuffer row, boolean hasStopped) {
        String state = row.getOptionalText();
        String type = row.getOptionalText();
        String platform = row.getOptionalText();
        String tenancy = row.getOptionalText();
        String market = row.getOptionalText();
        String rootDevice = row.getOptionalText();
        String owner = row.getOptionalText();
        String creator = row.getOptionalText();
        Map<String, String> tags = readMap(row);
        StoppedFacts stopped = hasStopped ? readStopped(row) : null;
        return new InstanceFacts(state, type, platform, tenancy, market, rootDevice, owner, tags, creator, stopped);
    }

    private static void writeStopped(RowBuffer row, @Nullable StoppedFacts stopped) {
        row.putNumber(stopped == null ? 0 : 1);
        if (stopped == null) {
            return;
        }
        putOptional(row, stopped.since());
        Integer addresses = stopped.publicAddresses();
        putOptional(row, addresses == null ? null : addresses.longValue());
        List<StoppedFacts.AttachedVolumeFacts> volumes = stopped.volumes();
        if (volumes == null) {
            putOptional(row, null);
            return;
        }
        putOptional(row, (long) volumes.size());
        for (StoppedFacts.AttachedVolumeFacts volume : volumes) {
            row.putText(volume.id());
            row.putText(volume.type());
            Integer iops = volume.iops();
            putOptional(row, volume.size());
            putOptional(row, iops == null ? null : iops.longValue());
            putOptional(row, volume.throughput());
            row.putNumber(volume.goesWithInstance() ? 1 : 0);
        }
    }

    private static @Nullable StoppedFacts readStopped(RowBuffer row) {
        if (row.getNumber() == 0) {
            return null;
        }
        Long since = getOptional(row);
        Integer addresses = toInteger(getOptional(row));
        Long count = getOptional(row);
        if (count == null) {
            return new StoppedFacts(since, null, addresses);
        }
        List<StoppedFacts.AttachedVolumeFacts> volumes = new ArrayList<>();
        for (long left = count; left > 0; left--) {
            String id = row.getText();
            String type = row.getText();
            Long size = getOptional(row);
            Integer iops = toInteger(getOptional(row));
            Long throughput = getOptional(row);
            volumes.add(new StoppedFacts.AttachedVolumeFacts(id, type, size, iops, throughput, row.getNumber() == 1));
        }
        return new StoppedFacts(since, volumes, addresses);
    }

    /** A number counts from 1; null is 0. */
    private static void putOptional(RowBuffer row, @Nullable Long number) {
        row.putNumber(number == null ? 0 : number + 1);
    }

    private static @Nullable Long getOptional(RowBuffer row) {
        long number = row.getNumber();
        return number == 0 ? null : number - 1;
    }

    private static @Nullable Integer toInteger(@Nullable Long number) {
        return number == null ? null : Math.toIntExact(number);
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
