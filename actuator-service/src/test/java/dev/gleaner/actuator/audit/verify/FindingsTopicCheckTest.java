package dev.gleaner.actuator.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.audit.keys.Chains;
import dev.gleaner.actuator.audit.keys.SigningKey;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A findings topic against what the audit says was seen in it. */
class FindingsTopicCheckTest {

    private static final int PARTITIONS = 3;
    private static final int LENGTH = 60;

    private final FirstBreak firstBreak = new FirstBreak();
    private final Map<Integer, TreeMap<Long, String>> topic = new HashMap<>();
    private final Chains chain = new Chains(SigningKey.generate());

    @SeededTest(100)
    void shouldFindTheOneRecordThatWasReplaced(long seed) {
        Random random = new Random(seed);
        write(random, LENGTH, "a");
        AuditEntry replaced = chain.entries().get(random.nextInt(LENGTH));
        place(replaced).put(offset(replaced), "forged");

        assertThat(report(random)).isEqualTo(new FindingsTopicCheck.Report(LENGTH - 1, 0, 1));
        assertThat(firstBreak.first())
                .hasValueSatisfying(found -> assertThat(found.getKey()).isEqualTo(replaced.sequence()));
    }

    @SeededTest(100)
    void shouldNotTakeWhatRetentionTookForAnEdit(long seed) {
        Random random = new Random(seed);
        write(random, LENGTH, "a");
        int lost = random.nextInt(LENGTH);
        chain.entries().subList(0, lost).forEach(entry -> place(entry).remove(offset(entry)));

        assertThat(report(random)).isEqualTo(new FindingsTopicCheck.Report(LENGTH - lost, lost, 0));
        assertThat(firstBreak.first()).isEmpty();
    }

    /** The places are given out anew; what lay there before can't be read any more, and is not another record. */
    @SeededTest(100)
    void shouldKnowATopicThatWasMadeAnew(long seed) {
        Random random = new Random(seed);
        write(random, LENGTH, "a");
        topic.clear();
        write(random, LENGTH / 2, "b");

        FindingsTopicCheck.Report report = report(random);

        assertThat(report).isEqualTo(new FindingsTopicCheck.Report(LENGTH / 2, LENGTH, 0));
        assertThat(firstBreak.first()).isEmpty();
    }

    @Test
    void shouldFindARecordThatWasReplacedInATopicThatWasMadeAnew() {
        Random random = new Random(1);
        write(random, LENGTH, "a");
        topic.clear();
        write(random, LENGTH / 2, "b");
        AuditEntry replaced = chain.entries().get(LENGTH + 3);
        place(replaced).put(offset(replaced), "forged");

        assertThat(report(random).differ()).isEqualTo(1);
    }

    @Test
    void shouldReadNothingButFindings() {
        chain.add(AuditEntry.Kind.CALLED, Map.of("topic", "gleaner.findings", "partition", 0, "offset", 0));
        chain.add(AuditEntry.Kind.FINDING_SEEN, Map.of("topic", "elsewhere", "partition", 0, "offset", 0));

        assertThat(report(new Random(0))).isEqualTo(new FindingsTopicCheck.Report(0, 0, 0));
    }

    private void write(Random random, int count, String content) {
        for (int i = 0; i < count; i++) {
            int partition = random.nextInt(PARTITIONS);
            TreeMap<Long, String> records = topic.computeIfAbsent(partition, any -> new TreeMap<>());
            long offset = records.isEmpty() ? 0 : records.lastKey() + 1 + random.nextInt(2);
            String hash = content + i;
            records.put(offset, hash);
            chain.add(
                    AuditEntry.Kind.FINDING_SEEN,
                    Map.of("topic", "gleaner.findings", "partition", partition, "offset", offset, "sha256", hash));
        }
    }

    private Map<Long, String> place(AuditEntry entry) {
        return topic.get(entry.detail().path("partition").asInt());
    }

    private static long offset(AuditEntry entry) {
        return entry.detail().path("offset").asLong();
    }

    private FindingsTopicCheck.Report report(Random random) {
        FindingsTopicCheck check = new FindingsTopicCheck(firstBreak, (partition, offsets) -> {
            Map<Long, String> found = new HashMap<>(topic.getOrDefault(partition, new TreeMap<>()));
            found.keySet().retainAll(offsets);
            return found;
        });
        List<AuditEntry> rest = new ArrayList<>(chain.entries());
        while (!rest.isEmpty()) {
            List<AuditEntry> page = rest.subList(0, Math.min(rest.size(), 1 + random.nextInt(20)));
            check.next(List.copyOf(page));
            page.clear();
        }
        return check.end();
    }
}
