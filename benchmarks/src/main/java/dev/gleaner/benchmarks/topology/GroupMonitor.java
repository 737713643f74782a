package dev.gleaner.benchmarks.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/**
 * Observes a consumer group on the broker every 50 ms: how much of a topic it has committed, for how long it committed nothing,
 * and how long its transactions last.
 */
final class GroupMonitor implements AutoCloseable {

    private static final long INTERVAL_MILLIS = 50;
    private static final long TIMEOUT_SECONDS = 10;

    private final Admin admin;
    private final String group;
    private final String topic;
    private final Thread thread = new Thread(this::observe, "group-monitor");
    private final Map<TopicPartition, PartitionPause> pauses = new HashMap<>();
    private Map<TopicPartition, Long> committed = Map.of();
    private long advancedAt = System.nanoTime();
    private long longestPause;
    private long longestTransactionMillis;

    /** Starts to observe a group, which may not exist yet. */
    GroupMonitor(Admin admin, String group, String topic) {
        this.admin = admin;
        this.group = group;
        this.topic = topic;
        thread.setDaemon(true);
        thread.start();
    }

    /** Number of records up to the committed offsets. */
    synchronized long committed() {
        return committed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether everything before these offsets is committed. */
    synchronized boolean isThrough(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
    }

    /** Forgets the pauses so far. */
    synchronized void restart() {
        advancedAt = System.nanoTime();
        longestPause = 0;
        pauses.clear();
        committed.keySet().forEach(partition -> pauses.put(partition, new PartitionPause(advancedAt, 0)));
    }

    /** The longest time without a commit of further records since the restart, until the last such commit. */
    synchronized Duration longestPause() {
        return Duration.ofNanos(longestPause);
    }

    /**
     * The longest time of each partition without a commit of further records since the restart, until the last such commit. It
     * includes the time in which no records arrived.
     */
    synchronized List<Duration> longestPauses() {
        return pauses.values().stream()
                .map(pause -> Duration.ofNanos(pause.longest()))
                .toList();
    }

    /** The longest transaction of the group so far. */
    synchronized Duration longestTransaction() {
        return Duration.ofMillis(longestTransactionMillis);
    }

    private void observe() {
        try {
            while (true) {
                observeOnce();
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** A failure, as of a coordinator that is loading, only delays the observation. */
    private void observeOnce() throws InterruptedException {
        try {
            update(admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .entrySet()
                    .stream()
                    .filter(offset ->
                            offset.getValue() != null && offset.getKey().topic().equals(topic))
                    .collect(
                            HashMap::new,
                            (map, offset) ->
                                    map.put(offset.getKey(), offset.getValue().offset()),
                            Map::putAll));
            List<String> transactions = admin
                    .listTransactions(new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING)))
                    .all()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .stream()
                    .map(TransactionListing::transactionalId)
                    .filter(id -> id.startsWith(group + "-"))
                    .toList();
            for (TransactionDescription transaction : admin.describeTransactions(transactions)
                    .all()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .values()) {
                transaction.transactionStartTimeMs().ifPresent(this::updateTransaction);
            }
        } catch (ExecutionException | TimeoutException e) {
            // Observed again in 50 ms.
        }
    }

    private synchronized void update(Map<TopicPartition, Long> offsets) {
        long now = System.nanoTime();
        if (!offsets.equals(committed)) {
            longestPause = Math.max(longestPause, now - advancedAt);
            advancedAt = now;
            offsets.forEach((partition, offset) -> {
                if (!offset.equals(committed.get(partition))) {
                    pauses.merge(partition, new PartitionPause(now, 0), (before, next) -> before.until(now));
                }
            });
            committed = offsets;
        }
    }

    private synchronized void updateTransaction(long startMillis) {
        longestTransactionMillis = Math.max(longestTransactionMillis, System.currentTimeMillis() - startMillis);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    /** When a partition advanced last, and its longest pause, in nanoseconds. */
    private record PartitionPause(long advancedAt, long longest) {
        PartitionPause until(long now) {
            return new PartitionPause(now, Math.max(longest, now - advancedAt));
        }
    }
}
