package dev.penstock.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class JournalThreadTest {
    @Test
    void whatComesWhileTheDiskIsBusyIsWrittenTogether() {
        Disk disk = new Disk();
        JournalThread thread = new JournalThread("disk", disk, Duration.ZERO);
        CompletionStage<Void> first = thread.write(note(0));
        disk.awaitWrite();
        List<CompletionStage<Void>> more = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            more.add(thread.write(note(i)));
        }

        disk.goOn.countDown();
        Deeds.await(first);
        more.forEach(Deeds::await);
        thread.close();

        assertThat(disk.written).hasSize(2);
        assertThat(disk.written.getLast()).hasSize(100).startsWith(note(1)).endsWith(note(100));
    }

    @Test
    void whoIsPatientIsToldWhenTheTimeIsUpAlthoughTheDiskHangs() {
        Disk disk = new Disk();
        JournalThread thread = new JournalThread("disk", disk, Duration.ofMillis(50));
        CompletionStage<Void> write = thread.write(note(0));
        disk.awaitWrite();

        assertThatThrownBy(() -> Deeds.await(write))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TimeoutException.class);

        disk.goOn.countDown();
        thread.close();
        assertThat(disk.written).containsExactly(List.of(note(0)));
    }

    @Test
    void aQuestionIsAnsweredAlthoughNothingCanBeWritten() {
        Disk disk = new Disk();
        disk.full = true;
        disk.goOn.countDown();
        JournalThread thread = new JournalThread("disk", disk, Duration.ZERO);

        assertThatThrownBy(() -> Deeds.await(thread.write(note(0)))).hasRootCauseInstanceOf(SQLException.class);
        assertThat(thread.<String>await(_ -> "answer")).isEqualTo("answer");

        disk.full = false;
        thread.close();
        assertThat(disk.written).as("a last try at the close").containsExactly(List.of(note(0)));
    }

    private static Change note(int number) {
        return new Change.Note("key-" + number, null);
    }

    private static final class Disk implements JournalThread.Database {
        private final List<List<Change>> written = new CopyOnWriteArrayList<>();
        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean full;

        void awaitWrite() {
            await(writing);
        }

        @Override
        public Connection connection() {
            return (Connection) Proxy.newProxyInstance(
                    Disk.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, _, _) -> null);
        }

        @Override
        public void write(List<Change> changes) throws SQLException {
            writing.countDown();
            await(goOn);
            if (full) {
                throw new SQLException("full");
            }
            written.add(changes);
        }

        @Override
        public void recover() {}

        @Override
        public void close() {}

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
