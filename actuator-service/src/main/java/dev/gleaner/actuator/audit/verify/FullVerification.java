package dev.gleaner.actuator.audit.verify;

import dev.gleaner.actuator.audit.AuditRow;
import dev.gleaner.actuator.audit.AuditTopicWriter;
import dev.gleaner.actuator.audit.cloudtrail.CloudTrailEchoCheck;
import dev.gleaner.actuator.audit.keys.SignedHeadStore;
import dev.gleaner.actuator.audit.keys.SigningKeyring;
import dev.gleaner.contracts.audit.AuditEntry;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One verification of everything, under way. It takes the chain page by page and keeps none of it. Blocks. */
final class FullVerification implements AutoCloseable {

    private final FirstBreak firstBreak = new FirstBreak();
    private final SignedHeadStore folder;
    private final AuditTopicReader published;
    private final FindingsTopicReader findings;
    private final SignedHeadCheck heads;
    private final ChainCheck chain;
    private final FindingsTopicCheck findingsTopicCheck;
    private final CloudTrailEchoCheck echoes;

    /**
     * Opens what lies outside of the database. That is done before the database is read, so that all it holds has to be
     * in the database too.
     *
     * @param publishedBefore entries that are older have to be in the topic
     */
    FullVerification(
            AuditTopicWriter topic,
            SignedHeadStore folder,
            SigningKeyring keys,
            CloudTrailEchoCheck echoes,
            Instant publishedBefore) {
        this.folder = folder;
        this.echoes = echoes;
        this.heads = new SignedHeadCheck(
                firstBreak, new KeyTrust(keys.first().stream().toList()), folder.read(folder.files()));
        this.published = topic.records();
        this.findings = topic.findings();
        this.findingsTopicCheck = new FindingsTopicCheck(firstBreak, findings);
        this.chain =
                new ChainCheck(firstBreak, new PublishedChain(firstBreak, published::next), heads, publishedBefore);
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
        findingsTopicCheck.next(entries);
        return chain.lastSequence();
    }

    /** Ends where the database says that the chain ends. */
    AuditReport end(long sequence, String hash, Instant echoedBefore) {
        FindingsTopicCheck.Report seen = findingsTopicCheck.end();
        heads.requireInFolder(folder.last());
        ChainCheck.Report report = chain.end(sequence, hash);
        CloudTrailEchoCheck.Report echoed = echoes.end(echoedBefore);
        Optional<Map.Entry<Long, String>> first = firstBreak.first();
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
