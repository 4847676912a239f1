package hillock.engine.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that compute one frame: its caller, and helpers that join while there is work to share. Which thread
 * computes which part of a step never matters to the result.
 *
 * <p>To wake a thread takes longer than most steps, so a helper that has joined watches out for the next step for a
 * while, and lets other threads have the processor as it does so. The caller never waits for a helper to come: it takes
 * part after part itself, and waits only for those that a helper has begun. Helpers are daemons, shared by the whole
 * process, and end after ten idle seconds; however many callers there are, there are at most {@link #MOST_HELPERS}.
 *
 * <p>Sharing a step makes no object.
 */
final class Team {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** More threads than this cannot make anything faster, and each takes memory. */
    static final int MOST_HELPERS = Math.max(64, 4 * PROCESSORS);

    /** How long a helper watches out for more to do: longer than it takes to make the next batch ready. */
    private static final long WATCH_NANOS = 100_000;

    /** Whoever yields for longer has given the processor to another thread. */
    private static final long TAKEN_NANOS = 20_000;

    /** A step that takes so long is worth waking a thread ... */
    private static final long WAKING_NANOS = 60_000;

    /** ... and so is one that follows another so soon: there will be more. */
    private static final long SOON_NANOS = 100_000;

    private static final int TURNS_BETWEEN_YIELDS = 32;
    private static final int TURNS_BEFORE_YIELDS = 1024;
    private static final int TURNS_BEFORE_PARKING = 1100;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int PARTS_BITS = 20;
    static final int MOST_PARTS = (1 << PARTS_BITS) - 1;

    /** Helpers without a team, the last to become idle first. */
    private static final Deque<Helper> IDLE = new ArrayDeque<>();

    /** For so many more helpers there is room. */
    private static final Semaphore ROOM = new Semaphore(MOST_HELPERS);

    /** Helpers that watch out for work: more than there are processors would take each other's time. */
    private static final AtomicInteger WATCHING = new AtomicInteger();

    private final int threads;

    /** By the number of the worker; the caller is worker 0. */
    private final AtomicReferenceArray<@Nullable Helper> helpers;

    /**
     * The number of the step, in how many parts it is cut, and the next part to be taken: in one word, so that a helper
     * that comes late cannot take a part of another step than the one it has seen.
     */
    private final AtomicLong ticket = new AtomicLong();

    private final AtomicInteger done = new AtomicInteger();
    private long steps;
    private long lastShared;
    // Written before the ticket is, and not again until all parts are done.
    private @Nullable Parts step;
    private @Nullable Frame frame;
    private volatile @Nullable Thread waiting;
    private volatile @Nullable Throwable failure;

    /** @param threads the most threads at a time, the caller's included */
    Team(int threads) {
        this.threads = threads;
        this.helpers = new AtomicReferenceArray<>(threads);
        this.lastShared = System.nanoTime() - SOON_NANOS;
    }

    /** The most threads at a time, the caller's included. */
    int threads() {
        return threads;
    }

    /** Computes all parts of a step. */
    void run(Frame frame, Parts step) {
        int parts = step.parts(frame);
        if (parts <= 1) {
            step.part(frame, 0, 0, 1);
            return;
        }
        if (parts > MOST_PARTS) {
            throw new AssertionError(parts + " parts are more than a ticket holds, " + MOST_PARTS);
        }
        this.step = step;
        this.frame = frame;
        done.setPlain(0);
        steps++;
        ticket.setRelease((steps << PARTS_BITS | parts) << PARTS_BITS);
        long now = System.nanoTime();
        if (step.nanos() >= WAKING_NANOS || now - lastShared < SOON_NANOS) {
            summon(Math.min(parts, threads));
        }
        lastShared = now;
        work(0);
        await(parts);
        // No helper has a part any more; one that comes late finds no ticket, and must not hold the arrays.
        this.step = null;
        this.frame = null;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            switch (thrown) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    private static int parts(long ticket) {
        return (int) (ticket >>> PARTS_BITS) & MOST_PARTS;
    }

    private static int next(long ticket) {
        return (int) ticket & MOST_PARTS;
    }

    /** Takes parts until none is left. */
    private void work(int worker) {
        long seen = ticket.getAcquire();
        while (next(seen) < parts(seen)) {
            Parts mine = step;
            Frame place = frame;
            if (mine == null || place == null || !ticket.compareAndSet(seen, seen + 1)) {
                seen = ticket.getAcquire();
                continue;
            }
            try {
                mine.part(place, worker, next(seen), parts(seen));
            } catch (Throwable e) {
                failure = e;
            }
            if (done.incrementAndGet() == parts(seen)) {
                Thread caller = waiting;
                if (caller != null) {
                    LockSupport.unpark(caller);
                }
            }
            seen = ticket.getAcquire();
        }
    }

    /** Waits for parts that helpers have begun. */
    private void await(int parts) {
        int turns = 0;
        boolean interrupted = false;
        while (done.get() < parts) {
            turns++;
            if (turns < TURNS_BEFORE_YIELDS) {
                Thread.onSpinWait();
            } else if (turns < TURNS_BEFORE_PARKING) {
                Thread.yield();
            } else {
                waiting = Thread.currentThread();
                if (done.get() < parts) {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
        }
        if (turns >= TURNS_BEFORE_PARKING) {
            waiting = null;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets helpers join until there are so many workers. */
    private void summon(int workers) {
        for (int worker = 1; worker < workers; worker++) {
            if (helpers.getPlain(worker) == null && !Helper.joins(this, worker)) {
                return;
            }
        }
    }

    /** What a helper does until there has been nothing for a while. */
    private void help(int worker) {
        boolean watches = WATCHING.incrementAndGet() < PROCESSORS;
        long since = 0;
        int turns = 0;
        do {
            long seen = ticket.getAcquire();
            if (next(seen) < parts(seen)) {
                work(worker);
                turns = 0;
            } else if (++turns % TURNS_BETWEEN_YIELDS != 0) {
                Thread.onSpinWait();
            } else {
                long before = System.nanoTime();
                Thread.yield();
                long now = System.nanoTime();
                since = turns == TURNS_BETWEEN_YIELDS ? now : since;
                // Where others want this processor, perhaps the caller itself, it sleeps: to be woken on a free one.
                watches &= now - since < WATCH_NANOS && now - before < TAKEN_NANOS;
            }
        } while (watches);
        WATCHING.decrementAndGet();
        helpers.set(worker, null);
    }

    /** A thread that helps one team after the other. */
    private static final class Helper extends Thread {
        private volatile @Nullable Team team;
        private volatile int worker;

        Helper() {
            super("hillock-worker");
            setDaemon(true);
        }

        /** Gives a team another helper, unless there are too many already. */
        static boolean joins(Team team, int worker) {
            Helper helper;
            synchronized (IDLE) {
                helper = IDLE.poll();
            }
            if (helper == null) {
                return starts(team, worker);
            }
            helper.belongTo(team, worker);
            LockSupport.unpark(helper);
            return true;
        }

        private void belongTo(Team mine, int number) {
            worker = number;
            mine.helpers.set(number, this);
            team = mine;
        }

        /** A new helper, if there is room and memory for one; otherwise the team does without. */
        private static boolean starts(Team team, int worker) {
            if (!ROOM.tryAcquire()) {
                return false;
            }
            try {
                Helper helper = new Helper();
                helper.belongTo(team, worker);
                helper.start();
                return true;
            } catch (OutOfMemoryError e) {
                team.helpers.set(worker, null);
                ROOM.release();
                return false;
            }
        }

        @Override
        public void run() {
            do {
                serve();
            } while (isWanted());
        }

        /** A method of its own, so that no frame of an idle thread holds the arrays of the last team. */
        private void serve() {
            Team mine = team;
            if (mine != null) {
                team = null;
                mine.help(worker);
            }
        }

        /** Waits for the next team; false if none has come for long. */
        private boolean isWanted() {
            synchronized (IDLE) {
                IDLE.push(this);
            }
            long until = System.nanoTime() + IDLE_NANOS;
            while (team == null) {
                long left = until - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                    continue;
                }
                synchronized (IDLE) {
                    if (IDLE.remove(this)) {
                        ROOM.release();
                        return false;
                    }
                }
                // Somebody has taken it this moment and is about to say for which team.
                Thread.onSpinWait();
            }
            return true;
        }
    }
}
