package dev.gleaner.actuator.audit;

import dev.gleaner.contracts.audit.AuditEntry;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One verification of everything, under way. It takes the chain page by page and keeps none of it. Blocks. */
final class Verification implements AutoCloseable {

    private final Breaks breaks = new Breaks();
    private final HeadFolder folder;
    private final AuditRecords published;
    private final FindingRecords findings;
    private final HeadCheck heads;
    private final ChainCheck chain;
    private final FindingsCheck findingsCheck;
    private final EchoCheck echoes;

    /**
     * Opens what lies outside of the database. That is done before the database is read, so that all it holds has to be
     * in the database too.
     *
     * @param publishedBefore entries that are older have to be in the topic
     */
    Verification(AuditTopic topic, HeadFolder folder, Keyring keys, EchoCheck echoes, Instant publishedBefore) {
        this.folder = folder;
        this.echoes = echoes;
        this.heads = new HeadCheck(breaks, new KeyTrust(keys.first().stream().toList()), folder.read(folder.files()));
        this.published = topic.records();
        this.findings = topic.findings();
        this.findingsCheck = new FindingsCheck(breaks, findings);
        this.chain = new ChainCheck(breaks, new PublishedChain(breaks, published::next), heads, publishedBefore);
    }

    /** Takes the next rows of the database; the sequence of the last. */
    long next(List<AuditRow> page) {
        List<AuditEntry> entries = new ArrayList<>();
        for (AuditRow row : page) {
            try {
                AuditEntry entry = row.entry();
                chain.next(entry);
                echoes.next(entry);
                entries.add(entry);
            } catch (IllegalArgumentException | UncheckedIOException e) {
                chain.unreadable(row.sequence());
            }
        }
        findingsCheck.next(entries);
        return chain.lastSequence();
    }

    /** Ends where the database says that the chain ends. */
    AuditReport end(long sequence, String hash, Instant echoedBefore) {
        FindingsReport seen = findingsCheck.end();
        heads.laidDown(folder.last());
        ChainReport report = chain.end(sequence, hash);
        EchoReport echoed = echoes.end(echoedBefore);
        Optional<Map.Entry<Long, String>> first = breaks.first();
        return new AuditReport(
                report.entries(),
                report.intact(),
                report.firstBroken(),
                first.map(Map.Entry::getValue).orElse(null),
                heads.witnessed(),
                seen,
                echoed.unechoed(),
                echoed.untraced(),
                echoed.unknown());
    }

    @Override
    public void close() {
        published.close();
        findings.close();
    }
}
