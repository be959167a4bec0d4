package dev.penstock.store;

import dev.penstock.core.state.Audit;
import dev.penstock.core.state.AuditList;
import dev.penstock.core.state.AuditQuery;
import dev.penstock.core.state.ControlRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through a node's journal once.
 *
 * @param newest the records that the node holds: told where the journal cannot be read
 * @param standings what the node knew when this was begun
 */
record JournalAudit(
        Journal journal,
        List<StoredRecord> newest,
        Function<ControlRecord, Audit.Standing> standings,
        AuditQuery query) {
    private static final Logger LOG = LoggerFactory.getLogger(JournalAudit.class);

    /** The audit; empty if there is no write with the query's id. Blocks. */
    Optional<Audit> run() {
        Journal.Tip tip = journal.tip();
        try {
            Optional<ControlRecord> after = after();
            if (query.after() != null && after.isEmpty()) {
                return Optional.empty();
            }
            AuditList list = new AuditList(query, after.orElse(null));
            journal.read(Journal.Tip.START, page -> offer(new Message.Records(page).read(), list));
            // Each row follows from the one before: the last one that the node saw must be among them.
            return Optional.of(audit(tip, journal.read(tip, _ -> {}), list));
        } catch (Journal.Damaged e) {
            LOG.error("{}", e.getMessage());
            return Optional.of(newest(tip, false));
        } catch (Journal.Unusable e) {
            LOG.warn("{}", e.getMessage());
            return Optional.of(newest(tip, null));
        }
    }

    private Optional<ControlRecord> after() {
        return query.after() == null
                ? Optional.empty()
                : new Message.Records(journal.records(List.of(query.after())))
                        .read().stream().map(StoredRecord::record).findFirst();
    }

    private Audit newest(Journal.Tip tip, @Nullable Boolean verified) {
        AuditList list = new AuditList(query, null);
        offer(newest, list);
        return audit(tip, verified, list);
    }

    private void offer(List<StoredRecord> records, AuditList list) {
        records.forEach(stored -> list.offer(stored.record(), standings.apply(stored.record())));
    }

    private Audit audit(Journal.Tip tip, @Nullable Boolean verified, AuditList list) {
        return new Audit(journal.identity(), tip.length(), tip.hash(), verified, list.items(), list.next());
    }
}
