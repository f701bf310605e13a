//! What has to be done again and again: the access log sealed, the outbox worked off, what came back
//! collected, old sessions removed.

use std::sync::Arc;
use std::time::Duration;

use crate::app::Counter;

/// Seconds between two rounds: so long a row of the access log may wait for its seal.
const ROUND: Duration = Duration::from_secs(5);

/// Goes round for ever; a round that fails is told to the operator and tried again.
pub async fn upkeep(counter: Arc<Counter>) {
    let mut rounds = tokio::time::interval(ROUND);
    rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = rounds.tick() => {}
            // Somebody approved: his files go out now, the rest of the round waits for its time.
            () = counter.to_deliver.notified() => {
                counter.deliver().await;
                continue;
            }
        }
        counter.deliver().await;
        if let Err(error) = counter.keep_up().await {
            tracing::error!(%error, "the access log could not be sealed, or old sessions not removed");
        }
        counter.collect().await;
    }
}

impl Counter {
    async fn keep_up(&self) -> kakanai_store::Result<()> {
        let now = self.clock.now();
        while let Some(seal) = self.store.seal_access(now).await? {
            if seal.rows < kakanai_store::access::SEAL_ROWS as u64 {
                break;
            }
        }
        self.store.delete_expired_sessions(now).await?;
        Ok(())
    }
}
