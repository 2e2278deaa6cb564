//! Background tasks that end with their owner.

use std::{future::Future, sync::Mutex};

use tokio::task::{AbortHandle, spawn};

#[derive(Default)]
pub struct Tasks(Mutex<Vec<AbortHandle>>);

impl Tasks {
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut handles = self.0.lock().expect("no panic under this lock");
        handles.retain(|handle| !handle.is_finished());
        handles.push(spawn(task).abort_handle());
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        for handle in self.0.get_mut().expect("no panic under this lock").drain(..) {
            handle.abort();
        }
    }
}
